// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/paths.h"

#include "core/hash.h"

namespace noctule {

namespace fs = std::filesystem;

fs::path normalised_path(const fs::path& path) {
  const fs::path clean = fs::absolute(path).lexically_normal();
  return clean.has_filename() || !clean.has_relative_path() ? clean : clean.parent_path();
}

bool same_file(const fs::path& a, const fs::path& b) {
  std::error_code error;
  return fs::equivalent(a, b, error) && !error;
}

std::string fitting_stem(const std::string& stem) {
  constexpr size_t kMaxName = 255;   // bytes, on every common file system of Linux
  constexpr size_t kMaxSuffix = 48;  // such as ".annotations.audacity.file-time.txt"
  constexpr size_t kHash = 9;        // "~" and the digits
  if (stem.size() + kMaxSuffix <= kMaxName) return stem;
  size_t length = kMaxName - kMaxSuffix - kHash;
  // Not between the bytes of a UTF-8 character.
  while (length > 0 && (static_cast<unsigned char>(stem[length]) & 0xC0) == 0x80) --length;
  return stem.substr(0, length) + "~" + to_hex(hash_bytes(stem)).substr(0, kHash - 1);
}

}  // namespace noctule
