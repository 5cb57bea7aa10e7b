// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/known_files.h"

namespace noctule {

KnownFiles::KnownFiles(Store& store) : failures_(file_failures(store)) {
  for (const RecordingFile& file : recording_files(store))
    recordings_[file.path].push_back({file.id, file.owner_name, file.file});
  for (const Duplicate& duplicate : all_duplicates(store)) duplicates_[duplicate.path] = duplicate;
}

const KnownFiles::Entry* KnownFiles::recording_at(const std::string& path, const FileState& now,
                                                  const std::optional<std::string>& owner) const {
  const auto found = recordings_.find(path);
  if (found == recordings_.end()) return nullptr;
  const Entry* any = nullptr;
  for (const Entry& entry : found->second) {
    if (entry.file != now) continue;
    if (!owner || entry.owner == *owner) return &entry;
    any = &entry;
  }
  return any;
}

const Duplicate* KnownFiles::duplicate_at(const std::string& path, const FileState& now) const {
  const auto found = duplicates_.find(path);
  return found != duplicates_.end() && found->second.file == now ? &found->second : nullptr;
}

const Failure* KnownFiles::failure_at(const std::string& path) const {
  const auto found = failures_.find(path);
  return found != failures_.end() && still_applies(found->second, path) ? &found->second : nullptr;
}

}  // namespace noctule
