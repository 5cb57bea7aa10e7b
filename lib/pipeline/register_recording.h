// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "pipeline/ingest_options.h"
#include "pipeline/ingest_result.h"
#include "store/recordings.h"

namespace noctule {

/// Adds a described recording, or relinks the one with the same contents if that one's file is
/// gone.
IngestResult register_recording(Store& store, const std::filesystem::path& path,
                                Recording recording, const IngestOptions& options);

}  // namespace noctule
