// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/store_watch.h"

#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"

namespace noctule {

StoreWatch::File StoreWatch::identify(const std::filesystem::path& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return std::nullopt;
  return std::pair(status.st_dev, status.st_ino);
}

StoreWatch::StoreWatch(const std::filesystem::path& store)
    : store_(store),
      log_(store.string() + "-wal"),
      store_file_(identify(store_)),
      log_file_(identify(log_)) {}

void StoreWatch::check() const {
  const std::string store = "the store " + store_.string();
  if (identify(store_) != store_file_ || (log_file_ && identify(log_) != log_file_))
    throw StoreLostError(store + " was deleted or replaced while it was in use");
  if (access(store_.c_str(), W_OK) != 0)
    throw StoreLostError(store + " was made read-only while it was in use");
}

}  // namespace noctule
