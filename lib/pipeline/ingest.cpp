// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/ingest.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <unordered_map>

#include "audio/metadata.h"
#include "audio/sound_file.h"
#include "core/error.h"
#include "core/hash.h"
#include "core/parallel.h"
#include "core/stop.h"
#include "pipeline/managed_files.h"
#include "pipeline/spectrogram.h"
#include "store/failures.h"

namespace noctule {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDefaultOwner = "local";

bool is_sound_file(const fs::path& path) {
  static const std::set<std::string> extensions = {
      ".wav", ".wave", ".flac", ".aif", ".aiff", ".aifc", ".w64", ".rf64",
      ".caf", ".au",   ".snd",  ".ogg", ".oga",  ".opus", ".mp3", ".wavex"};
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return extensions.contains(extension);
}

std::vector<fs::path> sound_files_below(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  const auto options = fs::directory_options::skip_permission_denied;
  for (auto it = fs::recursive_directory_iterator(folder, options, error);
       !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
    std::error_code ignored;
    if (is_sound_file(it->path()) && !it->is_directory(ignored)) files.push_back(it->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// Puts the command line's word in a field's place, and notes it as the source.
template <class T, class U>
void override_with(const std::optional<T>& given, std::optional<U>& field, const char* name,
                   std::map<std::string, std::string>& source) {
  if (!given) return;
  field = *given;
  source[name] = "command line";
}

std::string metadata_json(const RecordingMetadata& metadata) {
  nlohmann::json json = {{"source", metadata.source}};
  if (!metadata.guano.empty()) json["guano"] = metadata.guano;
  if (!metadata.wamd.empty()) json["wamd"] = metadata.wamd;
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void copy_beside_store(Store& store, const fs::path& path, Recording& recording) {
  const fs::path target = copy_managed_file(store, path, recording.hash);
  recording.path = target.string();
  recording.file = file_state(target).value_or(recording.file);
}

/// What a worker made of a file.
struct Described {
  fs::path path;
  std::optional<Recording> recording;
  Failure failure;
};

Described describe(const fs::path& path, const IngestOptions& options) {
  Described result{path, std::nullopt, {}};
  try {
    result.recording = describe_file(path, options);
  } catch (const RecordingError& error) {
    result.failure = {file_state(path).value_or(FileState{}), error.what()};
  }
  return result;
}

/// What the store knows of files, so that most need not be read.
struct KnownFiles {
  std::unordered_map<std::string, std::pair<Id, FileState>> recordings;
  std::map<std::string, Failure> failures;

  KnownFiles(Store& store, const IngestOptions& options) : failures(file_failures(store)) {
    auto rows = store.query(
        "SELECT r.path, r.id, r.file_size, r.file_mtime_ns FROM recording r"
        " JOIN user u ON u.id = r.owner_id"
        " WHERE r.path IS NOT NULL AND (?1 IS NULL OR u.name = ?1)",
        options.owner);
    while (rows.executeStep())
      recordings[rows.getColumn(0).getString()] = {
          rows.getColumn(1).getInt64(),
          {rows.getColumn(2).getInt64(), rows.getColumn(3).getInt64()}};
  }

  /// The result for a file that is as it was, so that nothing has to be done.
  std::optional<IngestResult> find(const fs::path& path, const IngestOptions& options) const {
    const std::string absolute = fs::absolute(path).lexically_normal().string();
    const auto recording = recordings.find(absolute);
    const auto failure = failures.find(absolute);
    if (recording == recordings.end() && failure == failures.end()) return std::nullopt;
    const auto now = file_state(path);
    if (!now) return std::nullopt;
    if (recording != recordings.end() && recording->second.second == *now)
      return IngestResult{path, Ingested::kKnown, recording->second.first, ""};
    if (failure != failures.end() && failure->second.file == *now && !options.retry_failed)
      return IngestResult{path, Ingested::kStillFailed, 0, failure->second.reason};
    return std::nullopt;
  }
};

}  // namespace

void IngestOptions::validate() const {
  if (owner && owner->empty()) throw UsageError("the owner must have a name");
  if (recorded_date && !normalise_timestamp(*recorded_date))
    throw UsageError("'" + *recorded_date + "' is no date; write YYYY-MM-DD");
  if (time_expansion && !(*time_expansion >= 0.001 && *time_expansion <= 1000))
    throw UsageError("the time expansion must be from 0.001 to 1000");
  if (grts_cell && *grts_cell < 0) throw UsageError("a GRTS cell is a positive number");
  if (jobs < 1) throw UsageError("at least one job is needed");
}

const char* to_text(Ingested outcome) {
  switch (outcome) {
    case Ingested::kAdded:
      return "added";
    case Ingested::kKnown:
      return "known";
    case Ingested::kRelinked:
      return "relinked";
    case Ingested::kFailed:
      return "failed";
    case Ingested::kStillFailed:
      break;
  }
  return "failed before";
}

std::vector<fs::path> list_sound_files(const std::vector<fs::path>& paths) {
  std::vector<fs::path> files;
  for (const fs::path& path : paths) {
    std::error_code ignored;
    if (!fs::is_directory(path, ignored)) {
      files.push_back(path);
      continue;
    }
    const auto below = sound_files_below(path);
    files.insert(files.end(), below.begin(), below.end());
  }
  return files;
}

Recording describe_file(const fs::path& path, const IngestOptions& options) {
  const SoundInfo info = SoundFile(path).info();
  Recording r;
  r.file = file_state(path).value_or(FileState{});
  r.samples = count_frames(path);
  r.hash = hash_file(path);
  RecordingMetadata metadata =
      read_metadata(path, options.file_name.value_or(path.filename().string()));
  auto& source = metadata.source;
  const bool has_own_date = options.keep_own_date && metadata.recorded_at;
  if (options.recorded_date && !has_own_date) {
    metadata.recorded_at = normalise_timestamp(*options.recorded_date);
    source["recorded_date"] = "command line";
  }
  override_with(options.equipment, metadata.equipment, "equipment", source);
  override_with(options.comments, metadata.comments, "comments", source);
  override_with(options.grts_cell, metadata.grts_cell, "grts_cell", source);
  override_with(options.time_expansion, metadata.time_expansion, "time_expansion", source);
  if (options.location) {
    std::tie(metadata.latitude, metadata.longitude) = *options.location;
    source["location"] = "command line";
  }
  source["sample_rate"] = "header";
  r.path = fs::absolute(path).lexically_normal().string();
  r.name = options.name.value_or(path.filename().string());
  r.is_public = options.is_public;
  r.header_rate_hz = info.header_rate_hz;
  r.time_expansion = metadata.time_expansion.value_or(1);
  r.sample_rate_hz =
      naming_file(path, [&] { return true_rate_hz(r.header_rate_hz, r.time_expansion); });
  r.channels = info.channels;
  r.recorded_at = metadata.recorded_at;
  r.equipment = metadata.equipment;
  r.comments = metadata.comments;
  r.latitude = metadata.latitude;
  r.longitude = metadata.longitude;
  r.grts_cell = metadata.grts_cell;
  r.metadata = metadata_json(metadata);
  return r;
}

IngestResult register_recording(Store& store, const fs::path& path, Recording recording,
                                const IngestOptions& options) {
  forget_file_failure(store, *recording.path);
  if (options.copy) copy_beside_store(store, path, recording);
  const auto owner =
      options.owner ? std::optional(ensure_user(store, *options.owner)) : std::nullopt;
  if (const auto known = find_recording_by_hash(store, recording.hash, owner)) {
    const bool in_place = known->path == recording.path && known->file == recording.file;
    if (in_place || (known->path != recording.path && known->path && file_state(*known->path)))
      return {path, Ingested::kKnown, known->id, ""};
    relink_recording(store, known->id, *recording.path, recording.file);
    const bool moved = known->path != recording.path;
    return {path, moved ? Ingested::kRelinked : Ingested::kKnown, known->id, ""};
  }
  recording.owner_id = owner ? *owner : ensure_user(store, kDefaultOwner);
  const Id id = insert_recording(store, recording);
  relink_recording(store, id, *recording.path, recording.file);
  return {path, Ingested::kAdded, id, ""};
}

void ingest_files(Store& store, const std::vector<fs::path>& files, const IngestOptions& options,
                  const std::function<void(const IngestResult&)>& report) {
  const KnownFiles known(store, options);
  size_t next = 0;
  ParallelWork<fs::path, Described> work;
  work.refill = [&](size_t count) -> std::optional<std::vector<fs::path>> {
    throw_if_stopped();
    std::vector<fs::path> items;
    while (items.size() < count && next < files.size()) {
      const fs::path& path = files[next++];
      if (const auto result = known.find(path, options))
        report(*result);
      else
        items.push_back(path);
    }
    if (items.empty() && next == files.size()) return std::nullopt;
    return items;
  };
  work.work = [&](const fs::path& path) { return describe(path, options); };
  work.consume = [&](const std::vector<Described>& results) {
    if (results.empty()) return;
    std::vector<IngestResult> outcomes;
    store.transact([&] {
      for (const Described& result : results) {
        if (result.recording) {
          outcomes.push_back(register_recording(store, result.path, *result.recording, options));
          continue;
        }
        if (fs::exists(result.path))
          remember_file_failure(store, fs::absolute(result.path).lexically_normal().string(),
                                result.failure);
        outcomes.push_back({result.path, Ingested::kFailed, 0, result.failure.reason});
      }
    });
    for (const IngestResult& outcome : outcomes) report(outcome);
  };
  work.run(options.jobs);
}

}  // namespace noctule
