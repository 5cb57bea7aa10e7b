// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/private_copy.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "core/error.h"

namespace noctule {

namespace fs = std::filesystem;

PrivateCopy::PrivateCopy(const std::vector<fs::path>& files) {
  std::string name = (fs::temp_directory_path() / "noctule.XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr)
    throw FatalError(std::string("cannot create a temporary folder: ") + std::strerror(errno) +
                     "; set TMPDIR to a writable folder");
  folder_ = name;
  std::error_code error;
  for (const fs::path& file : files) {
    if (&file != &files.front() && !fs::exists(file, error)) continue;
    const fs::path target = folder_ / file.filename();
    fs::copy_file(file, target, error);
    if (error) {
      const std::string why = error.message();
      fs::remove_all(folder_, error);
      throw FatalError("cannot copy " + file.string() + " to " + name + ": " + why +
                       "; free some space, or set TMPDIR to another folder");
    }
    fs::permissions(target, fs::perms::owner_read | fs::perms::owner_write, error);
  }
  main_ = folder_ / files.front().filename();
}

PrivateCopy::~PrivateCopy() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

}  // namespace noctule
