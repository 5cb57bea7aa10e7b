// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/file_state.h"

#include <sys/stat.h>

namespace noctule {

FileState FileState::of(const struct stat& status) {
  return {status.st_size, int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec};
}

std::optional<FileState> file_state(const std::filesystem::path& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  return FileState::of(status);
}

}  // namespace noctule
