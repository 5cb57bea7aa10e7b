// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace noctule {

/// Something met in a folder that is not taken for a recording, and why.
struct UnusedFile {
  std::filesystem::path path;
  std::string reason;
};

/// Every file that a list of paths leads to, each once.
struct FileList {
  std::vector<std::filesystem::path> files;  ///< to be tried as recordings
  std::vector<UnusedFile> skipped;           ///< cannot be recordings: not sound, hidden, …
  std::vector<UnusedFile> failed;            ///< might be or hold recordings, but cannot be read
};

/// The files given by name, whatever they are, and what folders hold, recursively and sorted: sound
/// files (by extension or content) to be tried, all else with the reason why not. Links to folders
/// are not followed. The store and the copies beside it are left out.
FileList list_files(const std::vector<std::filesystem::path>& paths,
                    const std::filesystem::path& store);

}  // namespace noctule
