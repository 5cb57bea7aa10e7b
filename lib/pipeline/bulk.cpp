// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/bulk.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <deque>
#include <nlohmann/json.hpp>
#include <set>

#include "core/error.h"
#include "core/hash.h"
#include "core/parallel.h"
#include "core/paths.h"
#include "core/stop.h"
#include "core/version.h"
#include "pipeline/export.h"
#include "pipeline/stored.h"
#include "store/claims.h"
#include "store/duplicates.h"
#include "store/failures.h"

namespace noctule {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// A recording as bulk sees it before it does anything.
struct Candidate {
  Id id = 0;
  std::string path;
  std::string created;  ///< of its spectrogram for these parameters; empty: it has none
  bool has_compressed = false;
  int64_t bytes = 0;
  double duration_ms = 0;
  std::vector<std::string> warnings;
};

std::vector<std::string> parse_warnings(const std::string& json) {
  const auto array = nlohmann::json::parse(json, nullptr, false);
  return array.is_array() ? array.get<std::vector<std::string>>() : std::vector<std::string>();
}

/// Without a key none has a spectrogram.
std::vector<Candidate> list_candidates(Store& store, const RenderKey& key) {
  auto rows = store.query(
      "SELECT r.id, coalesce(r.path, r.name), coalesce(s.created, ''), coalesce(s.bytes, 0),"
      " EXISTS (SELECT 1 FROM spectrogram_image i"
      "  WHERE i.spectrogram_id = s.id AND i.form = 'compressed'),"
      " 1000.0 * r.samples / r.sample_rate_hz,"
      " coalesce(json_extract(r.metadata, '$.warnings'), '')"
      " FROM recording r LEFT JOIN spectrogram s ON s.recording_id = r.id"
      "  AND s.parameters_id = ? AND s.renderer_version = ? ORDER BY r.id",
      key.parameters_id, key.renderer_version);
  std::vector<Candidate> candidates;
  while (rows.executeStep())
    candidates.push_back({rows.getColumn(0), rows.getColumn(1).getString(),
                          rows.getColumn(2).getString(), rows.getColumn(4).getInt() != 0,
                          rows.getColumn(3), rows.getColumn(5).getDouble(),
                          parse_warnings(rows.getColumn(6).getString())});
  return candidates;
}

/// What a worker gets, and what it gives back.
struct Job {
  Recording recording;
  bool splice = false;  ///< only the compressed form is missing
};

struct Done {
  Recording recording;
  bool splice = false;
  std::optional<Rendering> rendering;
  double ms = 0;
  std::string error;
  bool readable = true;  ///< whether the file could be opened at all
};

BulkResult result_of(const Candidate& c, Outcome outcome, std::string error = "") {
  BulkResult result{c.id, c.path, outcome, 0, 0, std::move(error), c.warnings, "", c.duration_ms};
  if (outcome == Outcome::kStored) result.bytes = c.bytes;
  return result;
}

BulkResult result_of(const Recording& recording, Outcome outcome, std::string error = "") {
  return {recording.id,
          recording.path.value_or(recording.name),
          outcome,
          0,
          0,
          std::move(error),
          warnings_of(recording),
          "",
          recording.duration_ms()};
}

/// The second half of a bulk run: rendering.
class BulkRender {
 public:
  BulkRender(Store& store, const std::vector<fs::path>& roots, const BulkOptions& options,
             const BulkEvents& events, const std::optional<std::set<Id>>& only)
      : store_(store),
        options_(options),
        events_(events),
        since_(options.force ? last_spectrogram_id(store) : 0),
        key_(store.read_only()
                 ? find_render_key(store, options.spectrogram.key()).value_or(RenderKey{})
                 : ensure_render_key(store, options.spectrogram.key())) {
    choose(list_candidates(store, key_), only);
    if (options.export_folder) {
      for (const Duplicate& duplicate : all_duplicates(store))
        if (candidates_.contains(duplicate.recording_id))
          paths_.emplace_back(duplicate.recording_id, duplicate.path);
      exporter_.emplace(*options.export_folder, roots, paths_, options.compressed);
    }
  }

  void run() {
    events_.start("render", static_cast<int64_t>(pending_.size() + splices_.size()));
    for (const BulkResult& result : settled_) settle(result);
    if (pending_.empty() && splices_.empty()) return;
    if (store_.read_only())
      throw FatalError("the store " + store_.path().string() + " cannot be written, and " +
                       std::to_string(pending_.size() + splices_.size()) +
                       " recordings lack their spectrogram; check its permissions");
    worker_.emplace(store_);
    ParallelWork<Job, Done> work;
    work.refill = [this](size_t count) { return next_jobs(count); };
    work.work = [this](const Job& job) { return render(job); };
    work.consume = [this](std::vector<Done> results) { commit(results); };
    work.run(options_.jobs);
  }

 private:
  /// Sorts the candidates: what is settled already, what is to render, what lacks a form.
  void choose(const std::vector<Candidate>& candidates, const std::optional<std::set<Id>>& only) {
    const auto failures = render_failures(store_, key_);
    const auto limit = static_cast<size_t>(options_.limit.value_or(INT64_MAX));
    for (const Candidate& c : candidates) {
      if (only ? !only->contains(c.id) : options_.shard && !options_.shard->holds(c.path)) continue;
      paths_.emplace_back(c.id, c.path);
      candidates_.insert(c.id);
      if (c.created.empty() || options_.force) {
        const auto failure = failures.find(c.id);
        if (!options_.retry_failed && failure != failures.end() &&
            still_stands(failure->second, c.path))
          settled_.push_back(result_of(c, Outcome::kFailedBefore, failure->second.reason));
        else if (pending_.size() < limit)
          pending_.push_back(c.id);
      } else if (options_.compressed && !c.has_compressed) {
        splices_.push_back(c.id);
      } else {
        settled_.push_back(result_of(c, Outcome::kStored));
      }
    }
  }

  void settle(BulkResult result) {
    throw_if_stopped();
    if (result.outcome == Outcome::kStored) export_one(result);
    events_.result(result);
  }

  /// None while all that is left is in work elsewhere: it is looked at again a little later, and
  /// taken over should its process die.
  std::optional<std::vector<Job>> next_jobs(size_t count) {
    throw_if_stopped();
    std::vector<Job> jobs;
    for (; jobs.size() < count && !splices_.empty(); splices_.pop_front())
      add_job(jobs, splices_.front(), true);
    for (size_t left = pending_.size(); jobs.size() < count && left > 0;)
      left -= claim_jobs(jobs, count - jobs.size(), left);
    if (jobs.empty() && pending_.empty() && splices_.empty()) return std::nullopt;
    return jobs;
  }

  void add_job(std::vector<Job>& jobs, Id id, bool splice) {
    if (auto recording = find_recording(store_, id))
      jobs.push_back({std::move(*recording), splice});
  }

  /// Claims up to `count` of the next `left` pending recordings; gives how many of those it has
  /// looked at. What others have in work goes to the end of the line.
  size_t claim_jobs(std::vector<Job>& jobs, size_t count, size_t left) {
    constexpr size_t kBatch = 256;  // so that one transaction stays short
    const std::vector<Id> ids(pending_.begin(),
                              pending_.begin() + static_cast<long>(std::min(left, kBatch)));
    const auto claims = worker_->claim(ids, count, key_, since_);
    pending_.erase(pending_.begin(), pending_.begin() + static_cast<long>(claims.looked_at));
    pending_.insert(pending_.end(), claims.elsewhere.begin(), claims.elsewhere.end());
    for (const Id id : claims.claimed) add_job(jobs, id, false);
    for (const Id id : claims.done) finish_elsewhere(id);
    return claims.looked_at;
  }

  void finish_elsewhere(Id id) {
    const auto recording = find_recording(store_, id);
    const auto spectrogram = find_spectrogram(store_, id, key_);
    if (!recording || !spectrogram) return;
    if (options_.compressed) ensure_compressed(store_, *spectrogram);
    events_.advance(false);
    BulkResult result = result_of(*recording, Outcome::kStored);
    result.bytes = spectrogram->bytes;
    settle(std::move(result));
  }

  /// On a worker thread.
  Done render(const Job& job) const {
    const auto start = Clock::now();
    Done done{job.recording, job.splice, std::nullopt, 0, "", true};
    try {
      if (job.splice) {
        Store own(store_.path(), Store::Open::kExisting);
        if (const auto spectrogram = find_spectrogram(own, job.recording.id, key_))
          ensure_compressed(own, *spectrogram);
      } else {
        done.rendering = render_recording(job.recording, options_.spectrogram, options_.compressed);
      }
    } catch (const RecordingError& error) {
      done.error = error.what();
      const auto& path = job.recording.path;
      done.readable = !path || access(path->c_str(), R_OK) == 0 || !file_state(*path);
    }
    done.ms = ms_since(start);
    return done;
  }

  void commit(const std::vector<Done>& results) {
    worker_->heartbeat();
    if (results.empty()) return;
    store_.transact([&] {
      for (const Done& done : results) {
        if (done.rendering) {
          store_rendering(store_, done.recording, key_, *done.rendering, options_.force);
        } else if (!done.splice && done.readable) {
          remember_render_failure(store_, done.recording.id, key_,
                                  failure_now(done.recording.path.value_or(""), done.error));
        }
        worker_->release(done.recording.id, key_);
      }
    });
    for (const Done& done : results) report(done);
  }

  void report(const Done& done) {
    BulkResult result = result_of(done.recording, Outcome::kFailed, done.error);
    result.ms = done.ms;
    if (done.error.empty()) {
      result.outcome = done.splice ? Outcome::kCompressed : Outcome::kRendered;
      if (const auto stored = find_spectrogram(store_, done.recording.id, key_))
        result.bytes = stored->bytes;
      export_one(result);
    }
    events_.advance(!result.error.empty());
    events_.result(result);
  }

  /// A recording whose files cannot be written fails alone; its spectrogram is stored all the same.
  void export_one(BulkResult& result) {
    if (!exporter_) return;
    const auto recording = find_recording(store_, result.id);
    const auto spectrogram = find_spectrogram(store_, result.id, key_);
    if (!recording || !spectrogram) return;
    try {
      exporter_->write(store_, *recording, *spectrogram);
    } catch (const RecordingError& error) {
      result.outcome = Outcome::kFailed;
      result.error = error.what();
    }
  }

  Store& store_;
  const BulkOptions& options_;
  const BulkEvents& events_;
  std::set<Id> candidates_;
  Id since_;  ///< a spectrogram up to this id does not count
  RenderKey key_;
  std::vector<std::pair<Id, fs::path>> paths_;
  std::deque<Id> pending_, splices_;
  std::vector<BulkResult> settled_;
  std::optional<Exporter> exporter_;
  std::optional<Worker> worker_;
};

/// The first half: files become recordings; gives their ids.
std::set<Id> ingest(Store& store, const FileList& files, const BulkOptions& options,
                    const BulkEvents& events) {
  IngestOptions how = options.ingest;
  how.jobs = options.jobs;
  how.retry_failed = options.retry_failed;
  std::set<Id> ids;
  events.start("ingest", static_cast<int64_t>(files.files.size()));
  ingest_files(store, files, how, [&](const IngestResult& result) {
    if (result.id > 0) ids.insert(result.id);
    BulkResult told{result.id, result.path.string(), Outcome::kFailed, 0,
                    0,         result.error,         result.warnings,  result.duplicate_of};
    if (result.outcome == Ingested::kSkipped) told.outcome = Outcome::kSkipped;
    if (result.outcome == Ingested::kStillFailed) told.outcome = Outcome::kFailedBefore;
    if (!result.duplicate_of.empty()) told.outcome = Outcome::kDuplicate;
    if (told.outcome != Outcome::kSkipped) events.advance(result.outcome == Ingested::kFailed);
    // Other recordings are reported once they are rendered.
    if (told.outcome != Outcome::kFailed || !result.error.empty()) events.result(told);
  });
  return ids;
}

void keep_shard(FileList& files, const Shard& shard) {
  std::erase_if(files.files,
                [&](const fs::path& file) { return !shard.holds(normalised_path(file).string()); });
  const auto elsewhere = [&](const UnusedFile& file) {
    return !shard.holds(normalised_path(file.path).string());
  };
  std::erase_if(files.skipped, elsewhere);
  std::erase_if(files.failed, elsewhere);
}

}  // namespace

Shard Shard::parse(const std::string& text) {
  Shard shard{-1, 0};
  const char* end = text.data() + text.size();
  const auto index = std::from_chars(text.data(), end, shard.index);
  if (index.ptr != end && *index.ptr == '/') {
    const auto count = std::from_chars(index.ptr + 1, end, shard.count);
    if (count.ptr == end && shard.count > 0 && shard.index >= 0 && shard.index <= shard.count) {
      shard.index %= shard.count;
      return shard;
    }
  }
  throw UsageError("'" + text +
                   "' is not a valid shard; write I/N, as in 0/4 to 3/4 or 1/4 to 4/4");
}

bool Shard::holds(const std::string& path) const {
  uint64_t hash = 0;
  for (const char byte : hash_bytes(path).substr(0, 8))
    hash = hash << 8 | static_cast<unsigned char>(byte);
  return static_cast<int64_t>(hash % static_cast<uint64_t>(count)) == index;
}

const char* to_text(Outcome outcome) {
  switch (outcome) {
    case Outcome::kRendered:
      return "rendered";
    case Outcome::kCompressed:
      return "compressed";
    case Outcome::kStored:
      return "stored";
    case Outcome::kDuplicate:
      return "duplicate";
    case Outcome::kSkipped:
      return "skipped";
    case Outcome::kFailed:
      return "failed";
    case Outcome::kFailedBefore:
      break;
  }
  return "failed before";
}

void run_bulk(Store& store, const std::vector<fs::path>& roots, std::optional<FileList> files,
              const BulkOptions& options, const BulkEvents& events) {
  std::optional<std::set<Id>> only;
  if (files) {
    if (options.shard) keep_shard(*files, *options.shard);
    const auto ids = ingest(store, *files, options, events);
    if (options.shard) only = ids;
  }
  BulkRender(store, roots, options, events, only).run();
}

std::vector<BulkState> list_states(const fs::path& store_path, const FileList& files,
                                   const BulkOptions& options) {
  std::vector<BulkState> states;
  std::set<std::string> known;
  const auto add = [&](Id id, const std::string& path, const std::string& state) {
    if (known.insert(path).second && (!options.shard || options.shard->holds(path)))
      states.push_back({id, path, state});
  };
  if (fs::exists(store_path)) {
    Store store(store_path, Store::Open::kReadOnly);
    const RenderKey key = find_render_key(store, options.spectrogram.key()).value_or(RenderKey{});
    const auto failures = render_failures(store, key);
    for (const Candidate& c : list_candidates(store, key)) {
      const auto failure = failures.find(c.id);
      add(c.id, c.path,
          !c.created.empty()          ? c.created
          : failure != failures.end() ? "failed: " + failure->second.reason
                                      : "not computed");
    }
    for (const Duplicate& duplicate : all_duplicates(store))
      add(duplicate.recording_id, duplicate.path,
          "duplicate of recording " + std::to_string(duplicate.recording_id));
    for (const auto& [path, failure] : file_failures(store))
      add(0, path, "failed: " + failure.reason);
  }
  for (const fs::path& file : files.files) add(0, normalised_path(file).string(), "not computed");
  for (const UnusedFile& file : files.skipped)
    add(0, normalised_path(file.path).string(), "skipped: " + file.reason);
  for (const UnusedFile& file : files.failed)
    add(0, normalised_path(file.path).string(), "failed: " + file.reason);
  return states;
}

}  // namespace noctule
