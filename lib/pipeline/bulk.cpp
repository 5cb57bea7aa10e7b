// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/bulk.h"

#include <set>
#include <utility>

#include "core/paths.h"
#include "pipeline/bulk_render.h"

namespace noctule {
namespace {

namespace fs = std::filesystem;

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
    BulkResult told;
    told.id = result.id;
    told.path = normalised_path(result.path).string();
    told.outcome = Outcome::kFailed;
    told.error = result.error;
    told.warnings = result.warnings;
    told.duplicate_of = result.duplicate_of;
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

void run_bulk(Store& store, const std::vector<fs::path>& roots, std::optional<FileList> files,
              const BulkOptions& options, const BulkEvents& events) {
  std::optional<std::set<Id>> only;
  if (files) {
    if (options.shard) keep_shard(*files, *options.shard);
    const auto ids = ingest(store, *files, options, events);
    if (options.shard) only = ids;
  }
  const std::string parameters = options.spectrogram.key();
  const RenderKey key = store.read_only() ? find_render_key(store, parameters).value_or(RenderKey{})
                                          : ensure_render_key(store, parameters);
  BulkPlan plan = plan_bulk(store, key, options, only);
  std::optional<Exporter> exporter;
  if (options.export_folder)
    exporter.emplace(*options.export_folder, roots, plan.exported, parameters, store.path());
  BulkRender(store, key, std::move(plan), exporter ? &*exporter : nullptr, options, events).run();
}

}  // namespace noctule
