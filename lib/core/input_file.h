// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/file_descriptor.h"
#include "core/file_state.h"

namespace noctule {

/// A regular file, opened once for all that is read from it: its metadata, hash and samples are
/// those of one file even if another takes its place. Threads may read it at the same time.
class InputFile {
 public:
  /// Throws RecordingError, naming the file, if it cannot be read or is not a regular file.
  explicit InputFile(std::filesystem::path path);

  const std::filesystem::path& path() const { return path_; }
  /// Size and time of modification when it was opened.
  const FileState& state() const { return state_; }
  uint64_t size() const { return static_cast<uint64_t>(state_.size); }

  /// Reads `count` bytes at `offset`; returns how many, fewer only at the end of the file. Throws
  /// RecordingError if the disk fails.
  size_t read(uint64_t offset, void* bytes, size_t count) const;
  /// The same as a string.
  std::string read(uint64_t offset, size_t count) const;

 private:
  std::filesystem::path path_;
  FileDescriptor file_;
  FileState state_;
};

}  // namespace noctule
