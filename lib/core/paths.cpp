// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/paths.h"

#include <algorithm>

#include "core/hash.h"

namespace noctule {

namespace fs = std::filesystem;

fs::path normalised_path(const fs::path& path) {
  std::error_code error;
  fs::path clean = fs::absolute(path, error);
  // "link/.." is the parent of the link's target.
  const bool climbs = std::find(clean.begin(), clean.end(), "..") != clean.end();
  if (climbs && clean.has_filename() && clean.filename() != "..")
    if (const fs::path parent = fs::weakly_canonical(clean.parent_path(), error); !error)
      clean = parent / clean.filename();
  clean = clean.lexically_normal();
  return clean.has_filename() || !clean.has_relative_path() ? clean : clean.parent_path();
}

bool same_file(const fs::path& a, const fs::path& b) {
  std::error_code error;
  return fs::equivalent(a, b, error) && !error;
}

fs::path link_target(const fs::path& path) {
  constexpr int kMaxLinks = 40;  // as Linux follows
  std::error_code error;
  fs::path target = normalised_path(path);
  for (int links = 0; links < kMaxLinks && fs::is_symlink(target, error); ++links)
    target = target.parent_path() / fs::read_symlink(target, error);
  const fs::path canonical = fs::weakly_canonical(target, error);
  return error ? target : canonical;
}

bool same_place(const fs::path& a, const fs::path& b) {
  return same_file(a, b) || link_target(a) == link_target(b);
}

std::string fitting_stem(const std::string& stem) {
  constexpr size_t kMaxName = 255;   // bytes, on all common Linux file systems
  constexpr size_t kMaxSuffix = 48;  // such as ".annotations.audacity.file-time.txt"
  constexpr size_t kHash = 9;        // "~" and the digits
  if (stem.size() + kMaxSuffix <= kMaxName) return stem;
  size_t length = kMaxName - kMaxSuffix - kHash;
  // Not between the bytes of a UTF-8 character.
  while (length > 0 && (static_cast<unsigned char>(stem[length]) & 0xC0) == 0x80) --length;
  return stem.substr(0, length) + "~" + to_hex(hash_bytes(stem)).substr(0, kHash - 1);
}

}  // namespace noctule
