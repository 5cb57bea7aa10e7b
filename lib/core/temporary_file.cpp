// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/temporary_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "core/error.h"
#include "core/hash.h"

namespace noctule {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPrefix = "upload-";
constexpr const char* kDiscarded = "discarded-";

/// ".part": suffix of unfinished copies in versions before 0.2.
bool is_temporary(const std::string& name) {
  return name.starts_with(kPrefix) || name.starts_with(kDiscarded) || name.ends_with(".part");
}

bool remove_unless_locked(const fs::path& path) {
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  return file && flock(file.get(), LOCK_EX | LOCK_NB) == 0 && unlink(path.c_str()) == 0;
}

}  // namespace

TemporaryFile::TemporaryFile(const fs::path& folder) {
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    path_ = folder;
    fail("create");
  }
  while (!open_locked(folder)) continue;
}

/// False if another process removed the new file as abandoned before it was locked.
bool TemporaryFile::open_locked(const fs::path& folder) {
  std::string pattern = (folder / (std::string(kPrefix) + "XXXXXX")).string();
  file_ = FileDescriptor(mkostemp(pattern.data(), O_CLOEXEC));
  path_ = pattern;
  if (!file_) fail("create");
  struct stat status {};
  status.st_nlink = 1;
  if (flock(file_.get(), LOCK_EX | LOCK_NB) == 0 && fstat(file_.get(), &status) == 0 &&
      status.st_nlink > 0)
    return true;
  const int error = errno;
  const bool taken = status.st_nlink == 0 || error == EWOULDBLOCK;
  unlink(path_.c_str());
  file_.close();
  if (taken) return false;
  errno = error;  // the file system does not support locks
  fail("lock");
}

TemporaryFile::~TemporaryFile() {
  if (file_ && !published_) unlink(path_.c_str());
}

void TemporaryFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file_.get(), bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) fail("write");
    if (written > 0) bytes.remove_prefix(static_cast<size_t>(written));
  }
}

void TemporaryFile::sync() {
  if (fsync(file_.get()) != 0) fail("write");
}

void TemporaryFile::publish(const fs::path& target) {
  if (rename(path_.c_str(), target.c_str()) != 0) fail("rename");
  published_ = true;
  const FileDescriptor folder(
      open(target.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder) fsync(folder.get());
}

void TemporaryFile::fail(const char* doing) const {
  const int error = errno;
  const std::string what =
      std::string("cannot ") + doing + " " + path_.string() + ": " + std::strerror(error);
  if (means_no_space(error)) throw NoSpaceError(what + "; make room on the disk");
  throw FatalError(what + "; check the folder's permissions");
}

int remove_abandoned_files(const fs::path& folder) {
  int removed = 0;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
    if (is_temporary(it->path().filename().string())) removed += remove_unless_locked(it->path());
  return removed;
}

fs::path discarded_name(const fs::path& folder) {
  return folder / (kDiscarded + to_hex(random_bytes(8)));
}

}  // namespace noctule
