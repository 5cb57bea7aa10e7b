// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/input_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/error.h"

namespace noctule {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const fs::path& path, const std::string& what) {
  throw RecordingError(path.string() + ": " + what);
}

[[noreturn]] void refuse_errno(const fs::path& path, const char* remedy) {
  refuse(path, std::string("cannot be read: ") + std::strerror(errno) + "; " + remedy);
}

/// Checked before opening: opening a pipe waits for a writer.
void check_type(const fs::path& path) {
  std::error_code error;
  const auto status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found)
    refuse(path, fs::is_symlink(path, error) ? "a dangling symbolic link; repair the link"
                                             : "no such file; check the path");
  if (error) refuse(path, "cannot be read: " + error.message());
  if (fs::is_directory(status))
    refuse(path, "is a folder; render all its recordings with: noctule bulk");
  if (!fs::is_regular_file(status)) refuse(path, "is a pipe, socket or device; name a sound file");
}

}  // namespace

InputFile::InputFile(fs::path path) : path_(std::move(path)) {
  check_type(path_);
  file_ = FileDescriptor(open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file_) refuse_errno(path_, "check the permissions of the file");
  struct stat status {};
  if (fstat(file_.get(), &status) != 0) refuse_errno(path_, "check the disk");
  state_ = FileState::of(status);
  if (state_.size == 0) refuse(path_, "the file is empty; copy it again from the recorder");
}

std::string InputFile::read(uint64_t offset, size_t count) const {
  std::string bytes(std::min<uint64_t>(count, size() - std::min(size(), offset)), '\0');
  bytes.resize(read(offset, bytes.data(), bytes.size()));
  return bytes;
}

size_t InputFile::read(uint64_t offset, void* bytes, size_t count) const {
  size_t done = 0;
  while (done < count) {
    const ssize_t got = pread(file_.get(), static_cast<char*>(bytes) + done, count - done,
                              static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) refuse_errno(path_, "check the disk");
    if (got == 0) break;
    done += static_cast<size_t>(got);
  }
  return done;
}

}  // namespace noctule
