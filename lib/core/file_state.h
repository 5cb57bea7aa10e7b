// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

struct stat;

namespace noctule {

/// Size and modification time of a file, to detect changes.
struct FileState {
  int64_t size = 0;
  int64_t mtime_ns = 0;

  static FileState of(const struct stat& status);
  bool operator==(const FileState&) const = default;
};

/// nullopt if there is no such regular file.
std::optional<FileState> file_state(const std::filesystem::path& path);

}  // namespace noctule
