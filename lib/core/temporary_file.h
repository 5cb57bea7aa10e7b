// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string_view>

#include "core/file_descriptor.h"

namespace noctule {

/// A private file (mode 0600) with a unique name, deleted on destruction unless published. It is
/// locked (flock) while this object exists, so that other processes can detect abandoned files.
/// Throws NoSpaceError if the disk is full, else FatalError.
class TemporaryFile {
 public:
  /// Creates the file in `folder`, and the folder (mode 0700) if missing.
  explicit TemporaryFile(const std::filesystem::path& folder);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::filesystem::path& path() const { return path_; }
  void append(std::string_view bytes);
  /// Flushes the contents to disk (fsync).
  void sync();
  /// Renames it to its final name on the same file system. The lock is held until destruction.
  void publish(const std::filesystem::path& target);

 private:
  bool open_locked(const std::filesystem::path& folder);
  [[noreturn]] void fail(const char* doing) const;

  std::filesystem::path path_;
  FileDescriptor file_;
  bool published_ = false;
};

/// Removes temporary files in `folder` that no process has locked. Returns the number removed. Safe
/// to run in several processes at once.
int remove_abandoned_files(const std::filesystem::path& folder);

/// An unused name for a file in `folder` that is about to be deleted; after a crash,
/// remove_abandoned_files() deletes it.
std::filesystem::path discarded_name(const std::filesystem::path& folder);

}  // namespace noctule
