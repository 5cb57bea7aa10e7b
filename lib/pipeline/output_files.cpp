// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/output_files.h"

#include <cstdio>
#include <fstream>
#include <iterator>

#include "core/error.h"

namespace noctule {

namespace fs = std::filesystem;

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error) return;
  const std::string what = "cannot create the folder " + folder.string() + ": " + error.message();
  if (error == std::errc::no_space_on_device || error == std::errc::read_only_file_system)
    throw FatalError(what + "; choose another folder");
  throw RecordingError(what + "; remove what is in its place, or choose another folder");
}

fs::path numbered_path(const fs::path& path, int number) {
  if (number == 0) return path;
  char text[16];
  std::snprintf(text, sizeof text, ".%04d", number);
  return path.parent_path() / (path.stem().string() + text + path.extension().string());
}

void check_target(const fs::path& path, OutputKind kind, const fs::path& store) {
  if (const auto reason = why_not_writable(path, kind, {}, store)) throw RecordingError(*reason);
}

std::string contents_of_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace noctule
