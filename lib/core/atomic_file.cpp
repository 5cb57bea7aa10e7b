// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "core/error.h"
#include "core/paths.h"
#include "core/stop.h"

namespace noctule {
namespace {

/// Writes all of `bytes`; returns false with errno set on failure.
bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

mode_t current_umask() {
  static const mode_t mask = [] {
    const mode_t now = umask(0);
    umask(now);
    return now;
  }();
  return mask;
}

}  // namespace

AtomicFile::AtomicFile(std::filesystem::path path) : path_(std::move(path)) {
  std::error_code ignored;
  if (std::filesystem::is_symlink(path_, ignored)) path_ = link_target(path_);
  const auto status = std::filesystem::status(path_, ignored);
  if (ignored == std::errc::filename_too_long) {
    errno = ENAMETOOLONG;
    fail("create");
  }
  if (std::filesystem::is_directory(status))
    throw RecordingError(path_.string() + " is a folder; name a file");
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    file_ = FileDescriptor(
        open(path_.c_str(), O_WRONLY | O_CLOEXEC));  // A device or pipe must not be replaced.
  } else {
    const auto folder = path_.has_parent_path() ? path_.parent_path() : ".";
    // Without a name, so that nothing is left if the process is killed.
    if (access("/proc/self/fd", X_OK) == 0)
      file_ = FileDescriptor(open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600));
    unnamed_ = static_cast<bool>(file_);
    if (!unnamed_) {  // not every file system has such files
      temporary_ = (folder / ".noctule-XXXXXX").string();
      file_ = FileDescriptor(mkostemp(temporary_.data(), O_CLOEXEC));
    }
  }
  if (!file_) fail("create");
}

AtomicFile::~AtomicFile() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void AtomicFile::write(std::string_view bytes) {
  if (!write_all(file_.get(), bytes)) fail("write");
}

void AtomicFile::finish() {
  if (!file_) return;
  set_mode();
  if (unnamed_) give_name();
  if (!file_.close()) fail("write");
}

void AtomicFile::set_mode() {
  if ((unnamed_ || !temporary_.empty()) && fchmod(file_.get(), 0666 & ~current_umask()) != 0)
    fail("write");
}

/// Gives an unnamed file a name; false if it is taken.
bool AtomicFile::link_as(const std::filesystem::path& name) {
  const std::string source = "/proc/self/fd/" + std::to_string(file_.get());
  if (linkat(AT_FDCWD, source.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0) {
    unnamed_ = false;
    return true;
  }
  if (errno != EEXIST) fail("write");
  return false;
}

/// Links the file under a temporary name: a short one, since the target's may already have the
/// maximum length.
void AtomicFile::give_name() {
  static std::atomic<unsigned> count = 0;
  std::filesystem::path name;
  do {
    name = path_.parent_path() /
           (".noctule-" + std::to_string(getpid()) + "-" + std::to_string(count++));
  } while (!link_as(name));
  temporary_ = name.string();
}

/// An unnamed file is linked directly to the target's name. If that exists, it gets a temporary
/// name and is renamed at once, so a kill rarely leaves a temporary file.
void AtomicFile::commit() {
  if (unnamed_) {
    set_mode();
    if (link_as(path_) && !file_.close()) {
      ::unlink(path_.c_str());
      fail("write");
    }
  }
  finish();
  if (!temporary_.empty() && ::rename(temporary_.c_str(), path_.c_str()) != 0) fail("write");
  temporary_.clear();
}

void AtomicFile::fail(const char* doing) const {
  const int cause = errno;
  if (cause == EINTR) throw_if_stopped();
  const std::string what =
      std::string("cannot ") + doing + " " + path_.string() + ": " + std::strerror(cause);
  if (means_no_space(cause)) throw NoSpaceError(what + "; make room on the disk");
  switch (cause) {
    case EROFS:
    case EIO:
      throw FatalError(what + "; check the disk");
    case ENOENT:
      throw RecordingError(what + "; create its folder first");
    case ENAMETOOLONG:
      throw RecordingError(what + "; choose a shorter name");
    default:
      throw RecordingError(what + "; check the folder and its permissions");
  }
}

void write_file(const std::filesystem::path& path, std::string_view bytes) {
  AtomicFile file(path);
  file.write(bytes);
  file.commit();
}

void write_stdout(std::string_view bytes) {
  if (write_all(STDOUT_FILENO, bytes)) return;
  if (errno == EPIPE) throw Interrupted();
  throw FatalError(std::string("cannot write to standard output: ") + std::strerror(errno));
}

}  // namespace noctule
