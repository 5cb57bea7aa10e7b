// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/ingest.h"

#include <unistd.h>

#include "audio/sound_file.h"
#include "audio/time_expansion.h"
#include "core/error.h"
#include "core/parallel.h"
#include "core/paths.h"
#include "core/stop.h"
#include "pipeline/corrections.h"
#include "pipeline/describe_file.h"
#include "pipeline/known_files.h"
#include "pipeline/managed_files.h"
#include "pipeline/register_recording.h"
#include "store/duplicates.h"
#include "store/failures.h"

namespace noctule {
namespace {

namespace fs = std::filesystem;

/// Result of describing a file on a worker thread.
struct Described {
  fs::path path;
  std::optional<Recording> recording;
  std::string error;
};

Described describe(const fs::path& path, const IngestOptions& options) {
  Described result{path, std::nullopt, ""};
  try {
    result.recording = describe_file(path, options);
  } catch (const RecordingError& error) {
    result.error = error.what();
  }
  return result;
}

/// One run of ingest_files().
class Ingestion {
 public:
  using Report = std::function<void(const IngestResult&)>;

  Ingestion(Store& store, const IngestOptions& options, const Report& report)
      : store_(store), options_(options), report_(report), known_(store) {}

  void run(const std::vector<fs::path>& files) {
    size_t next = 0;
    ParallelWork<fs::path, Described> work;
    work.refill = [&](size_t count) -> std::optional<std::vector<fs::path>> {
      throw_if_stopped();
      std::vector<fs::path> items;
      while (items.size() < count && next < files.size()) {
        const fs::path& path = files[next++];
        if (const auto result = settle(path))
          report_(*result);
        else
          items.push_back(path);
      }
      if (items.empty() && next == files.size()) return std::nullopt;
      return items;
    };
    work.work = [&](const fs::path& path) { return describe(path, options_); };
    work.consume = [&](const std::vector<Described>& results) { commit(results); };
    work.run(options_.jobs);
  }

 private:
  /// The result for a file that need not be read; nullopt for one that must be.
  std::optional<IngestResult> settle(const fs::path& path) {
    const std::string absolute = normalised_path(path).string();
    const auto now = file_state(path);
    if (!now) return std::nullopt;
    if (const auto* known = known_.recording_at(absolute, *now, options_.owner))
      return settle_known(path, known->id);
    if (const auto* duplicate = known_.duplicate_at(absolute, *now))
      if (const auto original = find_recording(store_, duplicate->recording_id);
          original && original->path && file_state(*original->path) && !options_.any_correction())
        return IngestResult{path, Ingested::kKnown, original->id, "", *original->path, {}};
    const auto* failure = known_.failure_at(absolute);
    if (failure != nullptr && !options_.retry_failed && !options_.time_expansion)
      return IngestResult{path, Ingested::kStillFailed, 0, failure->reason, "", {}};
    return std::nullopt;
  }

  std::optional<IngestResult> settle_known(const fs::path& path, Id id) {
    IngestResult result{path, Ingested::kKnown, id, "", "", {}};
    if (!options_.any_correction() && !options_.copy) return result;
    const auto recording = find_recording(store_, id);
    if (!recording) return std::nullopt;
    const bool to_copy = options_.copy && !is_managed_file(store_, *recording);
    if (to_copy || corrections_of(*recording, options_).time_expansion) return std::nullopt;
    store_.transact([&] { correct(*recording, *recording, result); });
    return result;
  }

  void commit(const std::vector<Described>& results) {
    if (results.empty()) return;
    std::vector<IngestResult> outcomes;
    store_.transact([&] {
      for (const Described& result : results) outcomes.push_back(add_or_fail(result));
    });
    for (const IngestResult& outcome : outcomes) report_(outcome);
  }

  IngestResult add_or_fail(const Described& described) {
    if (!described.recording) return fail(described);
    try {
      return add(described);
    } catch (const RecordingError& error) {  // from --copy
      return fail({described.path, std::nullopt, error.what()});
    }
  }

  IngestResult add(const Described& described) {
    const Recording& recording = *described.recording;
    move_to_owner(recording);
    IngestResult result = register_recording(store_, described.path, recording, options_);
    if (result.outcome != Ingested::kAdded)
      correct(*find_recording(store_, result.id), recording, result);
    result.warnings = warnings_in(recording.metadata);
    return result;
  }

  IngestResult fail(const Described& described) {
    // A file that could not be opened may become readable without being modified (another user, a
    // remounted disk), so it is tried again every time.
    if (file_state(described.path) && access(described.path.c_str(), R_OK) == 0)
      remember_file_failure(store_, normalised_path(described.path).string(),
                            failure_now(described.path, described.error));
    return {described.path, Ingested::kFailed, 0, described.error, "", {}};
  }

  /// --owner: moves a recording of another user with the same path and contents to the owner.
  void move_to_owner(const Recording& recording) {
    if (!options_.owner || options_.copy) return;
    for (const Recording& known : recordings_at(store_, *recording.path))
      if (known.path == recording.path && known.hash == recording.hash &&
          move_recording(store_, known.id, ensure_user(store_, *options_.owner)))
        return;
  }

  /// Applies the options to a known recording; `fresh` is what describe_file() returned with them.
  void correct(const Recording& known, const Recording& fresh, IngestResult& result) {
    const Corrections corrections = corrections_of(known, options_);
    if (!corrections.any()) return;
    Recording corrected = known;
    if (corrections.time_expansion) {
      corrected.time_expansion = fresh.time_expansion;
      corrected.sample_rate_hz = fresh.sample_rate_hz;
      corrected.metadata = with_corrected_sources(fresh.metadata, known.metadata);
    }
    if (corrections.row || corrections.time_expansion)
      apply_corrections(store_, known, with_given_fields(corrected, options_));
    const bool moved = corrections.owner && known.path == normalised_path(result.path).string() &&
                       move_recording(store_, known.id, ensure_user(store_, *options_.owner));
    if (corrections.row || corrections.time_expansion || moved)
      result.outcome = Ingested::kCorrected;
  }

  Store& store_;
  const IngestOptions& options_;
  const Report& report_;
  KnownFiles known_;
};

}  // namespace

void check_time_expansion(const std::vector<fs::path>& files, double factor) {
  for (const fs::path& path : files) try {
      find_time_expansion(SoundFile(path).info().header_rate_hz, factor, {});
    } catch (const RecordingError&) {
      // Reported when the file is ingested.
    } catch (const UsageError& error) {
      throw UsageError(path.string() + ": " + error.what());
    }
}

void ingest_files(Store& store, const FileList& files, const IngestOptions& options,
                  const std::function<void(const IngestResult&)>& report) {
  if (options.time_expansion) check_time_expansion(files.files, *options.time_expansion);
  for (const UnusedFile& file : files.skipped)
    report({file.path, Ingested::kSkipped, 0, file.reason, "", {}});
  for (const UnusedFile& file : files.failed)
    report({file.path, Ingested::kFailed, 0, file.reason, "", {}});
  Ingestion(store, options, report).run(files.files);
}

}  // namespace noctule
