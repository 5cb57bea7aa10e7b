// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/managed_files.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/hash.h"
#include "core/paths.h"
#include "store/file_references.h"
#include "store/recordings.h"

namespace noctule {
namespace {

namespace fs = std::filesystem;

constexpr size_t kHashDigits = 64;

fs::path folder_beside(const fs::path& store) { return normalised_path(store.string() + ".files"); }

/// "HASH" or "HASH.ext".
bool is_managed_name(const std::string& name) {
  const auto hex = [](unsigned char c) { return std::isdigit(c) || (c >= 'a' && c <= 'f'); };
  return name.size() >= kHashDigits && !name.ends_with(".part") &&
         std::all_of(name.begin(), name.begin() + kHashDigits, hex) &&
         (name.size() == kHashDigits || name[kHashDigits] == '.');
}

std::vector<fs::path> all_managed_files(const Store& store) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator it(managed_folder(store), error), end; !error && it != end;
       it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (is_managed_name(name)) files.push_back(it->path());
  }
  return files;
}

bool is_referred_to(Store& store, const fs::path& file) {
  const std::string name = file.filename().string();
  return is_file_referred_to(store, from_hex(name.substr(0, kHashDigits)), name);
}

/// Removes the unreferenced ones of `files`. Only renames them under the write lock, since
/// unlinking a large file takes time.
int remove_orphans(Store& store, std::vector<fs::path> files) {
  std::erase_if(files, [&](const fs::path& file) { return is_referred_to(store, file); });
  if (files.empty()) return 0;
  std::vector<fs::path> discarded;
  store.transact([&] {
    for (const fs::path& file : files) {
      if (is_referred_to(store, file)) continue;
      std::error_code error;
      const fs::path target = discarded_name(managed_folder(store));
      fs::rename(file, target, error);
      if (!error) discarded.push_back(target);
    }
  });
  for (const fs::path& file : discarded) {
    std::error_code ignored;
    fs::remove(file, ignored);
  }
  return static_cast<int>(discarded.size());
}

}  // namespace

fs::path managed_folder(const Store& store) { return folder_beside(store.path()); }

bool is_managed_file(const Store& store, const Recording& recording) {
  return recording.path && fs::path(*recording.path).parent_path() == managed_folder(store);
}

fs::path publish_managed_file(Store& store, TemporaryFile& file, const std::string& hash,
                              const std::string& extension) {
  const fs::path target = managed_folder(store) / (to_hex(hash) + extension);
  if (const auto former = file_state(target);
      !former || former->size != file_state(file.path())->size)
    file.publish(target);
  return target;
}

fs::path copy_managed_file(Store& store, const fs::path& source, const std::string& hash) {
  TemporaryFile copy(managed_folder(store));
  std::ifstream input(source, std::ios::binary);
  std::vector<char> buffer(1 << 20);
  while (input.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) ||
         input.gcount() > 0)
    copy.append({buffer.data(), static_cast<size_t>(input.gcount())});
  if (!input.eof()) throw RecordingError(source.string() + ": the file cannot be read");
  copy.sync();
  if (hash_file(InputFile(copy.path())) != hash)
    throw RecordingError(source.string() + ": the file changed while it was copied; try again");
  return publish_managed_file(store, copy, hash, source.extension().string());
}

void adopt_managed_file(Store& store, Id id, const fs::path& other_store) {
  store.transact([&] {
    const auto recording = find_recording(store, id);
    if (!recording || !recording->path ||
        fs::path(*recording->path).parent_path() != folder_beside(other_store))
      return;
    const fs::path copy = copy_managed_file(store, *recording->path, recording->hash);
    relink_recording(store, id, copy.string(), file_state(copy).value_or(recording->file));
  });
}

void release_managed_file(Store& store, const std::string& hash, const std::string& extension) {
  const fs::path file = managed_folder(store) / (to_hex(hash) + extension);
  std::error_code ignored;
  if (!fs::exists(file, ignored)) return;
  try {
    remove_orphans(store, {file});
  } catch (const std::exception& error) {
    spdlog::warn("{} was not removed; the next start will try again: {}", file.string(),
                 error.what());
  }
}

int sweep_managed_files(Store& store) {
  const int temporary = remove_abandoned_files(managed_folder(store));
  const int orphans = remove_orphans(store, all_managed_files(store));
  if (temporary + orphans > 0)
    spdlog::info("removed {} temporary and {} unused files that earlier runs left in {}", temporary,
                 orphans, managed_folder(store).string());
  return temporary + orphans;
}

}  // namespace noctule
