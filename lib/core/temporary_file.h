// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string_view>

namespace noctule {

/// A private file (mode 0600) under a unique name, removed on destruction unless published. It is
/// locked (flock) while this object lives, so that others can tell files of dead processes from
/// those in use. Throws NoSpaceError where the disk is full, else FatalError.
class TemporaryFile {
 public:
  /// Creates it in `folder`, which is created too (mode 0700).
  explicit TemporaryFile(const std::filesystem::path& folder);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::filesystem::path& path() const { return path_; }
  void append(std::string_view bytes);
  /// Waits until the contents are on the disk.
  void sync();
  /// Gives it its final name in the same folder. The lock is held until destruction.
  void publish(const std::filesystem::path& target);

 private:
  bool open_locked(const std::filesystem::path& folder);
  [[noreturn]] void fail(const char* doing) const;

  std::filesystem::path path_;
  int fd_ = -1;
  bool published_ = false;
};

/// Removes what dead processes left in `folder`: temporary files that nobody holds a lock on.
/// Returns how many. Any number of processes may do so at once.
int remove_abandoned_files(const std::filesystem::path& folder);

/// A free name for a file in `folder` that is about to be deleted; remove_abandoned_files() would
/// finish the job.
std::filesystem::path discarded_name(const std::filesystem::path& folder);

}  // namespace noctule
