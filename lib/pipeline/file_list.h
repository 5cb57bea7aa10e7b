// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace noctule {

/// A path that is not used as a recording, and why.
struct UnusedFile {
  std::filesystem::path path;
  std::string reason;
};

/// All files reached from a list of paths, each once.
struct FileList {
  std::vector<std::filesystem::path> files;  ///< to be tried as recordings
  std::vector<UnusedFile> skipped;           ///< cannot be recordings: not sound, hidden, …
  std::vector<UnusedFile> failed;            ///< might be or hold recordings, but cannot be read
};

/// Files given by name, of any type, and the contents of folders, recursively and sorted: sound
/// files (by extension or content) are to be tried, everything else is listed with a reason. Links
/// to folders are not followed. The store and its managed files are excluded.
FileList list_files(const std::vector<std::filesystem::path>& paths,
                    const std::filesystem::path& store);

}  // namespace noctule
