// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/register_recording.h"

#include "pipeline/file_tags.h"
#include "pipeline/managed_files.h"
#include "store/duplicates.h"
#include "store/failures.h"

namespace noctule {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDefaultOwner = "local";

void copy_beside_store(Store& store, const fs::path& path, Recording& recording) {
  const fs::path target = copy_managed_file(store, path, recording.hash);
  recording.path = target.string();
  recording.file = file_state(target).value_or(recording.file);
}

}  // namespace

IngestResult register_recording(Store& store, const fs::path& path, Recording recording,
                                const IngestOptions& options) {
  forget_file_failure(store, *recording.path);
  forget_duplicate(store, *recording.path);
  if (options.copy) copy_beside_store(store, path, recording);
  const auto owner =
      options.owner ? std::optional(ensure_user(store, *options.owner)) : std::nullopt;
  if (const auto known = find_recording_by_hash(store, recording.hash, owner)) {
    const bool same_path = known->path == recording.path;
    if (!same_path && !options.copy && known->path && file_state(*known->path)) {
      const bool copy = fs::path(*recording.path).parent_path() == managed_folder(store);
      if (!copy) remember_duplicate(store, {*recording.path, known->id, recording.file});
      return {path, Ingested::kKnown, known->id, "", *known->path, {}};
    }
    if (!same_path || known->file != recording.file)
      relink_recording(store, known->id, *recording.path, recording.file);
    if (!same_path) set_site(store, known->id, recording.site);
    return {path, same_path ? Ingested::kKnown : Ingested::kRelinked, known->id, "", "", {}};
  }
  recording.owner_id = owner ? *owner : ensure_user(store, kDefaultOwner);
  recording.id = insert_recording(store, recording);
  relink_recording(store, recording.id, *recording.path, recording.file);
  add_file_tags(store, recording);
  return {path, Ingested::kAdded, recording.id, "", "", {}};
}

}  // namespace noctule
