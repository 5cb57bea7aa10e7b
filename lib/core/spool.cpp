// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spool.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "core/error.h"

namespace noctule {
namespace {

[[noreturn]] void fail(const char* doing) {
  const int error = errno;
  const std::string what = std::string("cannot ") + doing +
                           " a temporary file: " + std::strerror(error) +
                           "; free disk space, or set TMPDIR to a folder with more";
  if (means_no_space(error)) throw NoSpaceError(what);
  throw FatalError(what);
}

FileDescriptor open_nameless() {
  std::string path = (std::filesystem::temp_directory_path() / "noctule.XXXXXX").string();
  FileDescriptor file(mkostemp(path.data(), O_CLOEXEC));
  if (!file) fail("create");
  unlink(path.c_str());
  return file;
}

}  // namespace

void Spool::put(size_t index, std::string_view bytes) {
  if (!file_) file_ = open_nameless();
  if (index >= places_.size()) places_.resize(index + 1);
  places_[index] = {end_, bytes.size()};
  while (!bytes.empty()) {
    const ssize_t written =
        pwrite(file_.get(), bytes.data(), bytes.size(), static_cast<off_t>(end_));
    if (written < 0 && errno != EINTR) fail("write");
    if (written <= 0) continue;
    bytes.remove_prefix(static_cast<size_t>(written));
    end_ += static_cast<size_t>(written);
  }
}

std::string Spool::read(size_t index) const {
  const size_t at = places_[index].start;
  std::string bytes(places_[index].bytes, '\0');
  for (size_t done = 0; done < bytes.size();) {
    const ssize_t got =
        pread(file_.get(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(at + done));
    if (got < 0 && errno == EINTR) continue;
    if (got == 0) errno = EIO;
    if (got <= 0) fail("read");
    done += static_cast<size_t>(got);
  }
  return bytes;
}

}  // namespace noctule
