// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/file_descriptor.h"

namespace noctule {

/// A file that appears under its name complete on commit(), or not at all. Throws FatalError for
/// disk errors (full, read-only), RecordingError for errors of the path (too long, no such folder,
/// no permission).
class AtomicFile {
 public:
  explicit AtomicFile(std::filesystem::path path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::string_view bytes);
  /// Closes the file descriptor ahead of commit(), so that many files can be pending. Ends writing.
  void finish();
  void commit();

 private:
  void set_mode();
  bool link_as(const std::filesystem::path& name);
  void give_name();
  [[noreturn]] void fail(const char* doing) const;

  std::filesystem::path path_;
  std::string temporary_;  ///< name until commit(); empty for a device, and while unnamed
  bool unnamed_ = false;   ///< O_TMPFILE: has no name yet
  FileDescriptor file_;
};

/// Atomically writes `bytes` to `path`, replacing an existing file.
void write_file(const std::filesystem::path& path, std::string_view bytes);

/// Writes `bytes` to standard output. Throws Interrupted if the reader has closed the pipe.
void write_stdout(std::string_view bytes);

}  // namespace noctule
