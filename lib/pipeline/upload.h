// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/temporary_file.h"
#include "pipeline/ingest.h"

namespace noctule {

/// Registers a received file, which gets its place beside the store in the same transaction. Throws
/// as describe_file() does.
IngestResult add_upload(Store& store, TemporaryFile& file, const IngestOptions& options);

}  // namespace noctule
