// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/bulk_plan.h"

#include <set>
#include <utility>

#include "core/paths.h"
#include "pipeline/managed_files.h"
#include "store/duplicates.h"
#include "store/failures.h"

namespace noctule {
namespace {

namespace fs = std::filesystem;

/// A managed copy is exported under the recording's name.
fs::path exported_path(const BulkCandidate& candidate, const std::string& managed) {
  const bool own_file = candidate.path && !candidate.path->starts_with(managed);
  return own_file ? fs::path(*candidate.path) : fs::path(candidate.name).filename();
}

std::string path_or_name(const BulkCandidate& candidate) {
  return candidate.path.value_or(candidate.name);
}

/// The states of recordings and files, each path once.
class StateList {
 public:
  explicit StateList(const BulkOptions& options) : options_(options) {}

  void add(Id id, const std::string& path, const std::string& state) {
    if (known_.insert(path).second && (!options_.shard || options_.shard->holds(path)))
      states_.push_back({id, path, state});
  }

  void add_stored(Store& store) {
    const RenderKey key = find_render_key(store, options_.spectrogram.key()).value_or(RenderKey{});
    const auto failures = render_failures(store, key);
    for (const BulkCandidate& c : bulk_candidates(store, key)) {
      const auto failure = failures.find(c.id);
      add(c.id, path_or_name(c),
          c.created                   ? *c.created
          : failure != failures.end() ? "failed: " + failure->second.reason
                                      : "not computed");
    }
    for (const Duplicate& duplicate : all_duplicates(store))
      add(duplicate.recording_id, duplicate.path,
          "duplicate of recording " + std::to_string(duplicate.recording_id));
    for (const auto& [path, failure] : file_failures(store))
      add(0, path, "failed: " + failure.reason);
  }

  std::vector<BulkState> finish() { return std::move(states_); }

 private:
  const BulkOptions& options_;
  std::set<std::string> known_;
  std::vector<BulkState> states_;
};

}  // namespace

BulkPlan plan_bulk(Store& store, const RenderKey& key, const BulkOptions& options,
                   const std::optional<std::set<Id>>& only) {
  BulkPlan plan;
  std::set<Id> chosen;
  const auto failures = render_failures(store, key);
  const auto limit = static_cast<size_t>(options.limit.value_or(INT64_MAX));
  const std::string managed = managed_folder(store).string() + "/";
  for (const BulkCandidate& c : bulk_candidates(store, key)) {
    if (only ? !only->contains(c.id) : options.shard && !options.shard->holds(path_or_name(c)))
      continue;
    plan.exported.push_back({c.id, exported_path(c, managed)});
    chosen.insert(c.id);
    const auto failure = failures.find(c.id);
    const bool failed = !options.retry_failed && failure != failures.end() &&
                        still_applies(failure->second, c.path.value_or(""));
    if (c.created && !options.force)
      plan.settled.push_back(result_of(c, Outcome::kStored));
    else if (failed)
      plan.settled.push_back(result_of(c, Outcome::kFailedBefore, failure->second.reason));
    else if (plan.pending.size() < limit)
      plan.pending.push_back(c.id);
    else
      plan.settled.push_back(result_of(c, Outcome::kNotReached));
  }
  for (const Duplicate& duplicate : all_duplicates(store))
    if (chosen.contains(duplicate.recording_id))
      plan.exported.push_back({duplicate.recording_id, duplicate.path});
  return plan;
}

std::vector<BulkState> list_states(const fs::path& store_path, const FileList& files,
                                   const BulkOptions& options) {
  StateList states(options);
  if (fs::exists(store_path)) {
    Store store(store_path, Store::Open::kReadOnly);
    states.add_stored(store);
  }
  for (const fs::path& file : files.files)
    states.add(0, normalised_path(file).string(), "not computed");
  for (const UnusedFile& file : files.skipped)
    states.add(0, normalised_path(file.path).string(), "skipped: " + file.reason);
  for (const UnusedFile& file : files.failed)
    states.add(0, normalised_path(file.path).string(), "failed: " + file.reason);
  return states.finish();
}

}  // namespace noctule
