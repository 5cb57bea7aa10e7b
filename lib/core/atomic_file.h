// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace noctule {

/// A file that appears whole under its name on commit(), or not at all. Throws FatalError where the
/// disk fails (full, read-only), RecordingError where the name does (too long, no folder, no
/// permission).
class AtomicFile {
 public:
  explicit AtomicFile(std::filesystem::path path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::string_view bytes);
  /// Closes the file, so that many may wait for their commit(). Nothing can be written any more.
  void finish();
  void commit();

 private:
  [[noreturn]] void fail(const char* doing) const;

  std::filesystem::path path_;
  std::string temporary_;
  int fd_ = -1;
};

/// Writes `bytes` to `path`, replacing what was there, through an AtomicFile.
void write_file(const std::filesystem::path& path, std::string_view bytes);

/// Writes `bytes` to standard output; a reader that went away is an Interrupted error.
void write_stdout(std::string_view bytes);

}  // namespace noctule
