// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/ingest_options.h"
#include "store/recordings.h"

namespace noctule {

/// Reads one file into a row, except its owner. Throws RecordingError, or UsageError if the options
/// are impossible for this file.
Recording describe_file(const std::filesystem::path& path, const IngestOptions& options);

/// The warnings that describe_file() stored in a recording's metadata: one line each, without the
/// file name.
std::vector<std::string> warnings_in(const std::string& metadata);

}  // namespace noctule
