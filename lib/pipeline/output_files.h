// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "core/output_guard.h"

namespace noctule {

/// Creates an output folder and its parents. Throws RecordingError if a name or permission prevents
/// it, FatalError if the disk does.
void make_folder(const std::filesystem::path& folder);

/// STEM.jpg → STEM.0003.jpg for tile 3; the path itself for 0.
std::filesystem::path numbered_path(const std::filesystem::path& path, int number);

/// Throws RecordingError if a file in an output folder must not be overwritten; see
/// why_not_writable().
void check_target(const std::filesystem::path& path, OutputKind kind,
                  const std::filesystem::path& store);

/// The contents of a file; empty if it cannot be read.
std::string contents_of_file(const std::filesystem::path& path);

}  // namespace noctule
