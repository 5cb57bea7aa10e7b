// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/bulk.h"

#include <set>
#include <utility>

#include "core/paths.h"
#include "pipeline/bulk_render.h"
#include "pipeline/ingest.h"
#include "store/failures.h"

namespace noctule {
namespace {

namespace fs = std::filesystem;

/// First half of a bulk run: ingests the files; returns the ids of their recordings.
std::set<Id> ingest(Store& store, const FileList& files, const BulkOptions& options,
                    const BulkEvents& events) {
  IngestOptions ingest_options = options.ingest;
  ingest_options.jobs = options.jobs;
  ingest_options.retry_failed = options.retry_failed;
  std::set<Id> ids;
  events.start("ingest", static_cast<int64_t>(files.files.size()));
  ingest_files(store, files, ingest_options, [&](const IngestResult& result) {
    if (result.id > 0) ids.insert(result.id);
    BulkResult reported;
    reported.id = result.id;
    reported.path = normalised_path(result.path).string();
    reported.outcome = Outcome::kFailed;
    reported.error = result.error;
    reported.warnings = result.warnings;
    reported.duplicate_of = result.duplicate_of;
    if (result.outcome == Ingested::kSkipped) reported.outcome = Outcome::kSkipped;
    if (result.outcome == Ingested::kStillFailed) reported.outcome = Outcome::kFailedBefore;
    if (!result.duplicate_of.empty()) reported.outcome = Outcome::kDuplicate;
    if (reported.outcome != Outcome::kSkipped) events.advance(result.outcome == Ingested::kFailed);
    // Other recordings are reported once they are rendered.
    if (reported.outcome != Outcome::kFailed || !result.error.empty()) events.result(reported);
  });
  return ids;
}

/// Files that could not be ingested by earlier runs.
FileList failed_files(Store& store) {
  FileList files;
  for (const auto& [path, failure] : file_failures(store)) files.files.emplace_back(path);
  return files;
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

void run_bulk(Store& store, const std::vector<fs::path>& roots, std::optional<FileList> files,
              const BulkOptions& options, const BulkEvents& events) {
  std::optional<std::set<Id>> only;
  const bool retry = !files && options.retry_failed && !store.read_only();
  if (retry) files = failed_files(store);
  if (files) {
    if (options.shard) keep_shard(*files, *options.shard);
    const auto ids = ingest(store, *files, options, events);
    if (options.shard && !retry) only = ids;
  }
  const std::string parameters = options.spectrogram.key();
  const RenderKey key = store.read_only() ? find_render_key(store, parameters).value_or(RenderKey{})
                                          : ensure_render_key(store, parameters);
  BulkPlan plan = plan_bulk(store, key, options, only);
  std::optional<Exporter> exporter;
  if (options.export_folder)
    exporter.emplace(store, *options.export_folder, roots, plan.exported, options.exported,
                     options.spectrogram);
  BulkRender(store, key, std::move(plan), exporter ? &*exporter : nullptr, options, events).run();
  if (exporter)
    exporter->finish([&](const fs::path& path, const std::string& error) {
      BulkResult failure;
      failure.path = path.string();
      failure.outcome = Outcome::kFailed;
      failure.error = error;
      events.result(failure);
    });
}

}  // namespace noctule
