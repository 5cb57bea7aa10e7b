// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/removal.h"

#include <algorithm>
#include <set>

#include "core/paths.h"
#include "pipeline/managed_files.h"
#include "store/annotations.h"
#include "store/duplicates.h"
#include "store/failures.h"
#include "store/spectrograms.h"

namespace noctule {
namespace {

namespace fs = std::filesystem;

bool lies_in(const std::string& path, const std::string& folder) {
  return path == folder || path.starts_with(folder + "/");
}

class Plan {
 public:
  explicit Plan(Store& store) : store_(store) {}

  void add(const Recording& recording) {
    if (!ids_.insert(recording.id).second) return;
    removal_.recordings.push_back(recording);
    removal_.spectrograms += static_cast<int64_t>(spectrograms_of(store_, recording.id).size());
    removal_.annotations += count_annotations(store_, recording.id);
    if (is_managed_file(store_, recording)) ++removal_.copies;
  }

  void add_path(const fs::path& path) {
    const std::string absolute = normalised_path(path).string();
    const auto recordings = recordings_at(store_, absolute);
    for (const Recording& recording : recordings) add(recording);
    bool found = !recordings.empty();
    for (const Duplicate& duplicate : all_duplicates(store_)) {
      if (!lies_in(duplicate.path, absolute)) continue;
      removal_.duplicates.push_back(duplicate.path);
      found = true;
    }
    if (!found)
      removal_.unknown.push_back(path.string() +
                                 ": no recording is registered there; see: noctule bulk --dry-run");
  }

  void add_id(Id id) {
    if (const auto recording = find_recording(store_, id))
      add(*recording);
    else
      removal_.unknown.push_back("no recording " + std::to_string(id) +
                                 "; see: noctule bulk --dry-run");
  }

  Removal finish() {
    std::sort(removal_.recordings.begin(), removal_.recordings.end(),
              [](const Recording& a, const Recording& b) { return a.id < b.id; });
    return std::move(removal_);
  }

 private:
  Store& store_;
  std::set<Id> ids_;
  Removal removal_;
};

bool forget(Store& store, const Recording& recording) {
  if (recording.path) forget_file_failure(store, *recording.path);
  return delete_recording(store, recording.id);
}

void release_file_of(Store& store, const Recording& recording) {
  if (recording.path)
    release_managed_file(store, recording.hash, fs::path(*recording.path).extension().string());
}

}  // namespace

Removal plan_removal(Store& store, const std::vector<fs::path>& paths, const std::vector<Id>& ids) {
  Plan plan(store);
  for (const fs::path& path : paths) plan.add_path(path);
  for (const Id id : ids) plan.add_id(id);
  return plan.finish();
}

void remove_recordings(Store& store, const Removal& removal) {
  store.transact([&] {
    for (const Recording& recording : removal.recordings) forget(store, recording);
    for (const std::string& path : removal.duplicates) forget_duplicate(store, path);
  });
  for (const Recording& recording : removal.recordings) release_file_of(store, recording);
}

bool remove_recording(Store& store, const Recording& recording) {
  bool removed = false;
  store.transact([&] { removed = forget(store, recording); });
  release_file_of(store, recording);
  return removed;
}

}  // namespace noctule
