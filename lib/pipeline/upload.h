// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/temporary_file.h"
#include "pipeline/ingest_options.h"
#include "pipeline/ingest_result.h"

namespace noctule {

/// Registers an uploaded file and moves it to the managed folder in the same transaction. Throws
/// what describe_file() throws.
IngestResult add_upload(Store& store, TemporaryFile& file, const IngestOptions& options);

}  // namespace noctule
