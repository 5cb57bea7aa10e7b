// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/lock_holder.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <set>
#include <sstream>

namespace noctule {
namespace {

/// "MAJOR:MINOR:INODE", the device in hexadecimal.
std::string lock_name(const struct stat& status) {
  char text[64];
  std::snprintf(text, sizeof text, "%02x:%02x:%llu", major(status.st_dev), minor(status.st_dev),
                static_cast<unsigned long long>(status.st_ino));
  return text;
}

/// The database and its -shm file, which carries the WAL locks, as named in /proc/locks.
std::set<std::string> inodes_of(const std::filesystem::path& database) {
  std::set<std::string> inodes;
  for (const char* suffix : {"", "-shm"}) {
    struct stat status {};
    if (stat((database.string() + suffix).c_str(), &status) == 0) inodes.insert(lock_name(status));
  }
  return inodes;
}

}  // namespace

std::optional<std::string> lock_holder(const std::filesystem::path& database) {
  const auto inodes = inodes_of(database);
  std::ifstream locks("/proc/locks");
  for (std::string line; std::getline(locks, line);) {
    // "1: POSIX  ADVISORY  WRITE 1234 08:01:5678 120 120"
    std::istringstream fields(line);
    std::string number, kind, advisory, access, file;
    long pid = 0;
    if (!(fields >> number >> kind >> advisory >> access >> pid >> file)) continue;
    if (access != "WRITE" || pid <= 0 || pid == getpid() || !inodes.contains(file)) continue;
    std::string name;
    std::ifstream("/proc/" + std::to_string(pid) + "/comm") >> name;
    return "process " + std::to_string(pid) + (name.empty() ? "" : " (" + name + ")");
  }
  return std::nullopt;
}

}  // namespace noctule
