// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace noctule {

/// Kinds of output files, recognised by their first bytes.
enum class OutputKind {
  kJpeg,
  kPgm,
  kPng,
  kPdf,
  kReportJsonl,
  kReportCsv,
  kCallsCsv,
  kSidecar,
  kRaven,
  kAudacity,
  kLabelsCsv,
  kAoef,
  kKaleidoscope,
  kGuanoWave,
  kNpy,
  kCropsCsv
};

/// Whether a file is an output of this kind.
bool is_output(const std::filesystem::path& path, OutputKind kind);

/// Why `path` must not be overwritten: it is one of `inputs`, the store or a companion file of it,
/// or it exists and is neither empty, nor a device or pipe, nor an output of the same kind. Follows
/// symbolic and hard links; ignores file name extensions. nullopt if it may be written.
std::optional<std::string> why_not_writable(const std::filesystem::path& path, OutputKind kind,
                                            const std::vector<std::filesystem::path>& inputs,
                                            const std::filesystem::path& store);

/// Checks an output named on the command line before any work: throws UsageError for the reasons
/// above, and if its folder is missing or not writable.
void check_output(const std::filesystem::path& path, OutputKind kind,
                  const std::vector<std::filesystem::path>& inputs,
                  const std::filesystem::path& store);

}  // namespace noctule
