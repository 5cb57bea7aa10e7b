// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace noctule {

/// What an output file of noctule is, as its first bytes tell.
enum class OutputKind { kJpeg, kPgm, kReportJsonl, kReportCsv, kSidecar };

/// Why `path` must not be written: it is one of `inputs`, the store or a file beside it, or it
/// exists and is neither empty, nor a device or pipe, nor an output of this kind (a JPEG for a
/// JPEG). Symbolic and hard links are seen through, and names do not count. Nothing where it may
/// be written.
std::optional<std::string> why_not_writable(const std::filesystem::path& path, OutputKind kind,
                                            const std::vector<std::filesystem::path>& inputs,
                                            const std::filesystem::path& store);

/// For an output named on the command line, before any work: throws UsageError for these reasons,
/// and FatalError where its folder is missing or cannot be written.
void check_output(const std::filesystem::path& path, OutputKind kind,
                  const std::vector<std::filesystem::path>& inputs,
                  const std::filesystem::path& store);

}  // namespace noctule
