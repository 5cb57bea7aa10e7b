// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/file_list.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_set>

#include "audio/file_format.h"
#include "core/output_guard.h"
#include "core/paths.h"
#include "core/stop.h"

namespace noctule {
namespace {

namespace fs = std::filesystem;

/// Folders in which operating systems keep deleted or recovered files.
constexpr std::array<std::string_view, 3> kSystemFolders = {"$RECYCLE.BIN", "lost+found",
                                                            "System Volume Information"};

bool is_system_folder(const std::string& name) {
  return std::find(kSystemFolders.begin(), kSystemFolders.end(), name) != kSystemFolders.end();
}

class Walk {
 public:
  explicit Walk(const fs::path& store) {
    for (const char* suffix : {"", "-wal", "-shm", ".files"})
      own_.insert(normalised_path(store).string() + suffix);
  }

  void add_named(const fs::path& path) {
    std::error_code error;
    if (path.empty() || path.native().find('\0') != std::string::npos) {
      list_.failed.push_back(
          {path, "'" + path.string() + "' is not a path; name a file or folder"});
      return;
    }
    if (fs::is_directory(path, error))
      add_folder(path);
    else
      add_file(path);
  }

  FileList finish() { return std::move(list_); }

 private:
  void add_folder(const fs::path& folder) {
    throw_if_stopped();
    std::error_code error;
    std::vector<fs::directory_entry> entries;
    for (auto it = fs::directory_iterator(folder, error); !error && it != fs::directory_iterator();
         it.increment(error))
      entries.push_back(*it);
    if (error)
      list_.failed.push_back({folder, folder.string() + ": the folder cannot be read: " +
                                          error.message() + "; check its permissions"});
    std::sort(entries.begin(), entries.end());
    for (const fs::directory_entry& entry : entries) add_entry(entry);
  }

  void add_entry(const fs::directory_entry& entry) {
    const fs::path& path = entry.path();
    const std::string name = path.filename().string();
    if (own_.contains(normalised_path(path).string())) return;
    std::error_code error;
    const auto status = entry.status(error);
    const bool is_folder = fs::is_directory(status);
    if (name.starts_with('.')) return skip(path, is_folder ? "a hidden folder" : "a hidden file");
    if (std::error_code unknown; entry.is_symlink(unknown)) {
      if (!fs::exists(status)) return fail_link(path, error);
      if (is_folder) return skip(path, "a link to a folder, not followed; name the folder itself");
    }
    if (is_folder) {
      if (is_system_folder(name)) return skip(path, "a system folder");
      return add_folder(path);
    }
    if (error) return fail(path, "cannot be read: " + error.message());
    if (!fs::is_regular_file(status)) return skip(path, "a pipe, socket or device");
    if (name.ends_with(".guano.wav") && is_output(path, OutputKind::kGuanoWave))
      return skip(path, "a copy with GUANO metadata that noctule wrote");
    if (looks_like_sound(path)) return add_file(path);
    skip(path, format_without_waveform(path).value_or("not a sound file"));
  }

  void add_file(const fs::path& path) {
    if (known_.insert(normalised_path(path).string()).second) list_.files.push_back(path);
  }

  void skip(const fs::path& path, std::string reason) {
    if (known_.insert(normalised_path(path).string()).second)
      list_.skipped.push_back({path, std::move(reason)});
  }

  void fail(const fs::path& path, const std::string& reason) {
    if (known_.insert(normalised_path(path).string()).second)
      list_.failed.push_back({path, path.string() + ": " + reason});
  }

  void fail_link(const fs::path& path, const std::error_code& error) {
    fail(path, error == std::errc::too_many_symbolic_link_levels
                   ? "a symbolic link loop; remove it"
                   : "a dangling symbolic link; repair or remove it");
  }

  std::unordered_set<std::string> own_;    ///< the store's files
  std::unordered_set<std::string> known_;  ///< paths that have been listed
  FileList list_;
};

}  // namespace

FileList list_files(const std::vector<fs::path>& paths, const fs::path& store) {
  Walk walk(store);
  for (const fs::path& path : paths) walk.add_named(path);
  return walk.finish();
}

}  // namespace noctule
