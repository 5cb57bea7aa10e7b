// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/bulk_export.h"

#include <utility>

#include "core/error.h"
#include "core/parallel.h"
#include "core/stop.h"
#include "pipeline/stored.h"

namespace noctule {

BulkExport::BulkExport(Store& store, const RenderKey& key, Exporter* exporter,
                       const BulkOptions& options, const BulkEvents& events)
    : store_(store), key_(key), exporter_(exporter), options_(options), events_(events) {}

bool BulkExport::draws_compressed() const {
  return exporter_ != nullptr && options_.compressed && !options_.spectrogram.default_compression();
}

std::string BulkExport::write_data(const Recording& recording, const Rendering& rendering) const {
  if (!has_data()) return "";
  try {
    auto calls = calls_of(rendering, options_.spectrogram.calls.min_snr_db).calls;
    exporter_->write_data(exporter_->data_job(recording, std::move(calls), options_.compressed));
  } catch (const RecordingError& error) {
    return error.what();
  }
  return "";
}

void BulkExport::report_rendered(BulkResult result, const Recording& recording,
                                 const Spectrogram& spectrogram, ExportedImages images,
                                 const std::string& data_error) {
  if (exporter_ != nullptr)
    export_one(
        result, recording, spectrogram, [&] { return std::move(images); }, data_error);
  events_.advance(!result.error.empty());
  events_.result(result);
}

void BulkExport::report_settled(std::vector<BulkResult> results) {
  ParallelWork<Settled, Settled> work;
  work.refill = [this, &results,
                 next = size_t{0}](size_t count) mutable -> std::optional<std::vector<Settled>> {
    throw_if_stopped();
    if (next == results.size()) return std::nullopt;
    std::vector<Settled> items;
    while (items.size() < count && next < results.size())
      items.push_back(settle(std::move(results[next++])));
    return items;
  };
  work.work = [this](Settled& settled) {
    write_data(settled);
    return std::move(settled);
  };
  work.consume = [this](std::vector<Settled> batch) {
    for (Settled& settled : batch) report(std::move(settled));
  };
  work.run(has_data() && results.size() > 1 ? options_.jobs : 1);
}

BulkExport::Settled BulkExport::settle(BulkResult result) {
  Settled settled{std::move(result), std::nullopt, ""};
  if (!has_data() || settled.result.outcome != Outcome::kStored) return settled;
  const Id id = settled.result.id;
  const auto recording = find_recording(store_, id);
  const auto spectrogram = find_spectrogram(store_, id, key_);
  try {
    if (recording && spectrogram)
      settled.job =
          exporter_->data_job(*recording, *spectrogram, stored_images(*recording, *spectrogram),
                              stored_calls(store_, id, options_.spectrogram.calls.min_snr_db));
  } catch (const RecordingError& error) {
    settled.data_error = error.what();
  }
  return settled;
}

/// Runs on any thread.
void BulkExport::write_data(Settled& settled) const {
  try {
    if (settled.job) exporter_->write_data(*settled.job);
  } catch (const RecordingError& error) {
    settled.data_error = error.what();
  }
}

void BulkExport::report(Settled settled) {
  BulkResult& result = settled.result;
  const bool stored = result.outcome == Outcome::kStored;
  if (stored && (events_.need_stored_calls || exporter_ != nullptr))
    result.calls = stored_calls(store_, result.id, options_.spectrogram.calls.min_snr_db);
  if (stored && exporter_ != nullptr) export_stored(result, settled.data_error);
  events_.result(result);
}

void BulkExport::export_stored(BulkResult& result, const std::string& data_error) {
  const auto recording = find_recording(store_, result.id);
  const auto spectrogram = find_spectrogram(store_, result.id, key_);
  if (recording && spectrogram)
    export_one(
        result, *recording, *spectrogram, [&] { return stored_images(*recording, *spectrogram); },
        data_error);
}

ExportedImages BulkExport::stored_images(const Recording& recording,
                                         const Spectrogram& spectrogram) {
  ExportedImages images{images_of(store_, spectrogram.id, Variant::kFull), std::nullopt};
  if (options_.compressed)
    images.compressed = compressed_images(store_, recording, spectrogram, options_.spectrogram);
  return images;
}

void BulkExport::export_one(BulkResult& result, const Recording& recording,
                            const Spectrogram& spectrogram,
                            const std::function<ExportedImages()>& images,
                            const std::string& data_error) {
  try {
    if (!data_error.empty()) throw RecordingError(data_error);
    exporter_->write(recording, spectrogram, images(), result.calls,
                     [&](const std::string& warning) { result.warnings.push_back(warning); });
  } catch (const RecordingError& error) {
    result.outcome = Outcome::kFailed;
    result.error = error.what();
  }
}

}  // namespace noctule
