// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/bulk.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <deque>
#include <set>

#include "core/error.h"
#include "core/hash.h"
#include "core/parallel.h"
#include "core/stop.h"
#include "core/version.h"
#include "pipeline/export.h"
#include "pipeline/stored.h"
#include "store/claims.h"
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
};

std::vector<Candidate> list_candidates(Store& store, const RenderKey& key) {
  auto rows = store.query(
      "SELECT r.id, coalesce(r.path, r.name), coalesce(s.created, ''), coalesce(s.bytes, 0),"
      " EXISTS (SELECT 1 FROM spectrogram_image i"
      "  WHERE i.spectrogram_id = s.id AND i.form = 'compressed')"
      " FROM recording r LEFT JOIN spectrogram s ON s.recording_id = r.id"
      "  AND s.parameters_id = ? AND s.renderer_version = ? ORDER BY r.id",
      key.parameters_id, key.renderer_version);
  std::vector<Candidate> candidates;
  while (rows.executeStep())
    candidates.push_back({rows.getColumn(0), rows.getColumn(1).getString(),
                          rows.getColumn(2).getString(), rows.getColumn(4).getInt() != 0,
                          rows.getColumn(3)});
  return candidates;
}

/// What failed before with the file as it still is.
bool still_fails(const std::map<Id, Failure>& failures, const Candidate& candidate) {
  const auto failure = failures.find(candidate.id);
  if (failure == failures.end()) return false;
  return file_state(candidate.path).value_or(FileState{}) == failure->second.file;
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
};

/// The second half of a bulk run: rendering.
class BulkRender {
 public:
  BulkRender(Store& store, const std::vector<fs::path>& roots, const BulkOptions& options,
             const BulkEvents& events, std::optional<std::set<Id>> only)
      : store_(store),
        options_(options),
        events_(events),
        started_(now_utc()),
        key_(ensure_render_key(store, options.spectrogram.key())) {
    choose(list_candidates(store, key_), only);
    if (options.export_folder)
      exporter_.emplace(*options.export_folder, roots, paths_, options.compressed);
  }

  void run() {
    events_.start("render", static_cast<int64_t>(pending_.size() + splices_.size()));
    for (const BulkResult& result : settled_) settle(result);
    if (pending_.empty() && splices_.empty()) return;
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
      if (c.created.empty() || options_.force) {
        if (!options_.retry_failed && still_fails(failures, c))
          settled_.push_back(
              {c.id, c.path, Outcome::kFailedBefore, 0, 0, failures.at(c.id).reason});
        else if (pending_.size() < limit)
          pending_.push_back(c.id);
      } else if (options_.compressed && !c.has_compressed) {
        splices_.push_back(c.id);
      } else {
        settled_.push_back({c.id, c.path, Outcome::kStored, 0, c.bytes, ""});
      }
    }
  }

  void settle(const BulkResult& result) {
    throw_if_stopped();
    if (result.outcome == Outcome::kStored) export_one(result.id);
    events_.result(result);
  }

  std::optional<std::vector<Job>> next_jobs(size_t count) {
    throw_if_stopped();
    std::vector<Job> jobs;
    for (; jobs.size() < count && !splices_.empty(); splices_.pop_front())
      add_job(jobs, splices_.front(), true);
    if (jobs.size() < count && !pending_.empty()) claim_jobs(jobs, count - jobs.size());
    if (jobs.empty() && pending_.empty() && splices_.empty()) return std::nullopt;
    return jobs;
  }

  void add_job(std::vector<Job>& jobs, Id id, bool splice) {
    if (auto recording = find_recording(store_, id))
      jobs.push_back({std::move(*recording), splice});
  }

  /// Takes the next recordings that nobody else has in work. Those that others have go to the end
  /// of the line: should their process die, they are taken over.
  void claim_jobs(std::vector<Job>& jobs, size_t count) {
    std::vector<Id> ids;
    for (; ids.size() < count && !pending_.empty(); pending_.pop_front())
      ids.push_back(pending_.front());
    const auto claims = worker_->claim(ids, key_, options_.force ? started_ : "");
    for (const Id id : claims.claimed) add_job(jobs, id, false);
    pending_.insert(pending_.end(), claims.elsewhere.begin(), claims.elsewhere.end());
    for (const Id id : claims.done) finish_elsewhere(id);
  }

  void finish_elsewhere(Id id) {
    const auto recording = find_recording(store_, id);
    const auto spectrogram = find_spectrogram(store_, id, key_);
    if (!recording || !spectrogram) return;
    if (options_.compressed) ensure_compressed(store_, *spectrogram);
    events_.advance(false);
    settle({id, recording->path.value_or(""), Outcome::kStored, 0, spectrogram->bytes, ""});
  }

  /// On a worker thread.
  Done render(const Job& job) const {
    const auto start = Clock::now();
    Done done{job.recording, job.splice, std::nullopt, 0, ""};
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
        } else if (!done.splice) {
          const auto file = done.recording.path ? file_state(*done.recording.path) : std::nullopt;
          remember_render_failure(store_, done.recording.id, key_,
                                  {file.value_or(FileState{}), done.error});
        }
        worker_->release(done.recording.id, key_);
      }
    });
    for (const Done& done : results) report(done);
  }

  void report(const Done& done) {
    BulkResult result{done.recording.id,
                      done.recording.path.value_or(done.recording.name),
                      Outcome::kFailed,
                      done.ms,
                      0,
                      done.error};
    if (done.error.empty()) {
      result.outcome = done.splice ? Outcome::kCompressed : Outcome::kRendered;
      if (const auto stored = find_spectrogram(store_, done.recording.id, key_))
        result.bytes = stored->bytes;
      export_one(done.recording.id);
    }
    events_.advance(!done.error.empty());
    events_.result(result);
  }

  void export_one(Id id) {
    if (!exporter_) return;
    const auto recording = find_recording(store_, id);
    const auto spectrogram = find_spectrogram(store_, id, key_);
    if (recording && spectrogram) exporter_->write(store_, *recording, *spectrogram);
  }

  Store& store_;
  const BulkOptions& options_;
  const BulkEvents& events_;
  std::string started_;
  RenderKey key_;
  std::vector<std::pair<Id, fs::path>> paths_;
  std::deque<Id> pending_, splices_;
  std::vector<BulkResult> settled_;
  std::optional<Exporter> exporter_;
  std::optional<Worker> worker_;
};

/// The first half: files become recordings; gives their ids.
std::set<Id> ingest(Store& store, const std::vector<fs::path>& files, const BulkOptions& options,
                    const BulkEvents& events) {
  IngestOptions how = options.ingest;
  how.jobs = options.jobs;
  how.retry_failed = options.retry_failed;
  std::set<Id> ids;
  events.start("ingest", static_cast<int64_t>(files.size()));
  ingest_files(store, files, how, [&](const IngestResult& result) {
    const bool failed = result.outcome == Ingested::kFailed;
    events.advance(failed);
    if (result.id > 0) ids.insert(result.id);
    if (!result.error.empty())
      events.result({0, result.path.string(), failed ? Outcome::kFailed : Outcome::kFailedBefore, 0,
                     0, result.error});
  });
  return ids;
}

void keep_shard(std::vector<fs::path>& files, const Shard& shard) {
  std::erase_if(files, [&](const fs::path& file) {
    return !shard.holds(fs::absolute(file).lexically_normal().string());
  });
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
  throw UsageError("'" + text + "' is no shard; write I/N, as in 0/4 to 3/4 or 1/4 to 4/4");
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
    case Outcome::kFailed:
      return "failed";
    case Outcome::kFailedBefore:
      break;
  }
  return "failed before";
}

void run_bulk(Store& store, const std::vector<fs::path>& paths, std::vector<fs::path> files,
              const BulkOptions& options, const BulkEvents& events) {
  std::optional<std::set<Id>> only;
  if (!paths.empty() || !files.empty()) {
    if (options.shard) keep_shard(files, *options.shard);
    const auto ids = ingest(store, files, options, events);
    if (options.shard) only = ids;
  }
  BulkRender(store, paths, options, events, only).run();
}

std::vector<BulkState> list_states(const fs::path& store_path, const std::vector<fs::path>& files,
                                   const BulkOptions& options) {
  std::vector<BulkState> states;
  std::set<std::string> known;
  const auto listed = [&](const std::string& path) {
    return !options.shard || options.shard->holds(path);
  };
  if (fs::exists(store_path)) {
    Store store(store_path, Store::Open::kExisting);
    const RenderKey key = ensure_render_key(store, options.spectrogram.key());
    const auto failures = render_failures(store, key);
    for (const Candidate& c : list_candidates(store, key)) {
      known.insert(c.path);
      if (!listed(c.path)) continue;
      const auto failure = failures.find(c.id);
      states.push_back({c.id, c.path,
                        !c.created.empty()          ? c.created
                        : failure != failures.end() ? "failed: " + failure->second.reason
                                                    : "not computed"});
    }
    for (const auto& [path, failure] : file_failures(store))
      if (known.insert(path).second && listed(path))
        states.push_back({0, path, "failed: " + failure.reason});
  }
  for (const fs::path& file : files) {
    const std::string path = fs::absolute(file).lexically_normal().string();
    if (known.insert(path).second && listed(path)) states.push_back({0, path, "not computed"});
  }
  return states;
}

}  // namespace noctule
