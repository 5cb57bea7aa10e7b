// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/bulk_render.h"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/error.h"
#include "core/parallel.h"
#include "core/stop.h"
#include "pipeline/stored.h"
#include "store/failures.h"
#include "store/render_jobs.h"

namespace noctule {
namespace {

using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

}  // namespace

BulkRender::BulkRender(Store& store, const RenderKey& key, BulkPlan plan, Exporter* exporter,
                       const BulkOptions& options, const BulkEvents& events)
    : store_(store),
      key_(key),
      plan_(std::move(plan)),
      exporter_(exporter),
      options_(options),
      events_(events),
      since_{options.force ? last_spectrogram_id(store) : 0, last_failure_id(store)},
      watch_(store.path()) {}

void BulkRender::run() {
  events_.start("render", static_cast<int64_t>(plan_.pending.size()));
  report_settled();
  if (plan_.pending.empty()) return;
  if (store_.read_only())
    throw FatalError("the store " + store_.path().string() + " cannot be written, and " +
                     std::to_string(plan_.pending.size()) +
                     " recordings lack a spectrogram; check its permissions");
  process_.emplace(store_);
  ParallelWork<Recording, Rendered> work;
  work.refill = [this](size_t count) { return next_recordings(count); };
  work.work = [this](const Recording& recording) { return render(recording); };
  work.consume = [this](std::vector<Rendered> batch) { commit(batch); };
  work.run(options_.jobs);
}

/// Runs on any thread: accesses only immutable state.
BulkRender::Rendered BulkRender::render(const Recording& recording) const {
  const auto start = Clock::now();
  Rendered rendered{recording, std::nullopt, std::nullopt, 0, "", "", true};
  try {
    rendered.rendering = render_for_store(recording, options_.spectrogram);
    if (exporter_ != nullptr && options_.compressed && !options_.spectrogram.default_compression())
      rendered.compressed = draw_compressed(recording, options_.spectrogram);
  } catch (const RecordingError& error) {
    rendered.error = error.what();
    const auto& path = recording.path;
    rendered.readable = !path || access(path->c_str(), R_OK) == 0 || !file_state(*path);
  }
  if (rendered.rendering) write_data(rendered);
  rendered.ms = ms_since(start);
  return rendered;
}

/// Runs on any thread.
void BulkRender::write_data(Rendered& rendered) const {
  if (exporter_ == nullptr || !exporter_->has_data()) return;
  try {
    auto calls = calls_of(*rendered.rendering, options_.spectrogram.calls.min_snr_db).calls;
    exporter_->write_data(
        exporter_->data_job(rendered.recording, std::move(calls), options_.compressed));
  } catch (const RecordingError& error) {
    rendered.export_error = error.what();
  }
}

/// Files that are made from the samples are written by the threads.
void BulkRender::report_settled() {
  if (exporter_ == nullptr || !exporter_->has_data()) {
    for (BulkResult& result : plan_.settled) report_stored(std::move(result), "");
    return;
  }
  ParallelWork<Settled, Settled> work;
  work.refill = [this,
                 next = size_t{0}](size_t count) mutable -> std::optional<std::vector<Settled>> {
    throw_if_stopped();
    if (next == plan_.settled.size()) return std::nullopt;
    std::vector<Settled> items;
    while (items.size() < count && next < plan_.settled.size())
      items.push_back(settle(std::move(plan_.settled[next++])));
    return items;
  };
  work.work = [this](Settled& settled) {
    try {
      if (settled.job) exporter_->write_data(*settled.job);
    } catch (const RecordingError& error) {
      settled.export_error = error.what();
    }
    return std::move(settled);
  };
  work.consume = [this](std::vector<Settled> batch) {
    for (Settled& settled : batch) report_stored(std::move(settled.result), settled.export_error);
  };
  work.run(options_.jobs);
}

BulkRender::Settled BulkRender::settle(BulkResult result) {
  Settled settled{std::move(result), std::nullopt, ""};
  if (settled.result.outcome != Outcome::kStored) return settled;
  const Id id = settled.result.id;
  const auto recording = find_recording(store_, id);
  const auto spectrogram = find_spectrogram(store_, id, key_);
  try {
    if (recording && spectrogram)
      settled.job =
          exporter_->data_job(*recording, *spectrogram, stored_images(*recording, *spectrogram),
                              stored_calls(store_, id, options_.spectrogram.calls.min_snr_db));
  } catch (const RecordingError& error) {
    settled.export_error = error.what();
  }
  return settled;
}

ExportedImages BulkRender::stored_images(const Recording& recording,
                                         const Spectrogram& spectrogram) {
  ExportedImages images{images_of(store_, spectrogram.id, Variant::kFull), std::nullopt};
  if (options_.compressed)
    images.compressed = compressed_images(store_, recording, spectrogram, options_.spectrogram);
  return images;
}

/// Empty while other processes have claimed all that is left: it is checked again a little later,
/// and taken over if its process dies. nullopt when nothing is left.
std::optional<std::vector<Recording>> BulkRender::next_recordings(size_t count) {
  throw_if_stopped();
  std::vector<Recording> claimed;
  for (size_t left = plan_.pending.size(); claimed.size() < count && left > 0;)
    left -= claim(claimed, count - claimed.size(), left);
  in_flight_ += claimed.size();
  if (claimed.empty() && plan_.pending.empty() && in_flight_ == 0) return std::nullopt;
  log_waiting(claimed.empty() && in_flight_ == 0);
  return claimed;
}

/// Logs once what the run is waiting for: a suspended process (Ctrl-Z) keeps its claims.
void BulkRender::log_waiting(bool waiting) {
  constexpr int kCalls = 50;  // about 5 s
  waited_ = waiting ? waited_ + 1 : 0;
  if (waited_ == kCalls)
    spdlog::info("waiting for {} recordings that another process is rendering",
                 plan_.pending.size());
}

/// Claims up to `count` of the next `left` pending recordings; returns how many of those it has
/// examined. Recordings that others are rendering go to the end of the queue.
size_t BulkRender::claim(std::vector<Recording>& claimed, size_t count, size_t left) {
  constexpr size_t kBatch = 256;  // keeps the transaction short
  auto& pending = plan_.pending;
  const std::vector<Id> ids(pending.begin(),
                            pending.begin() + static_cast<long>(std::min(left, kBatch)));
  const auto claims = process_->claim(ids, count, key_, since_);
  pending.erase(pending.begin(), pending.begin() + static_cast<long>(claims.looked_at));
  pending.insert(pending.end(), claims.elsewhere.begin(), claims.elsewhere.end());
  for (const Id id : claims.claimed)
    if (auto recording = find_recording(store_, id)) claimed.push_back(std::move(*recording));
  for (const Id id : claims.done) report_done_elsewhere(id);
  for (const Id id : claims.failed) report_failed_elsewhere(id);
  for (const Id id : claims.gone) report_removed(id);
  return claims.looked_at;
}

void BulkRender::report_stored(BulkResult result, const std::string& export_error) {
  throw_if_stopped();
  if (result.outcome == Outcome::kStored) {
    result.calls = stored_calls(store_, result.id, options_.spectrogram.calls.min_snr_db);
    const auto recording = find_recording(store_, result.id);
    const auto spectrogram = find_spectrogram(store_, result.id, key_);
    if (exporter_ != nullptr && recording && spectrogram) try {
        if (!export_error.empty()) throw RecordingError(export_error);
        export_one(result, *recording, *spectrogram, stored_images(*recording, *spectrogram));
      } catch (const RecordingError& error) {
        result.outcome = Outcome::kFailed;
        result.error = error.what();
      }
  }
  events_.result(result);
}

void BulkRender::report_done_elsewhere(Id id) {
  const auto recording = find_recording(store_, id);
  const auto spectrogram = find_spectrogram(store_, id, key_);
  if (!recording || !spectrogram) return;
  events_.advance(false);
  BulkResult result = result_of(*recording, Outcome::kStored);
  result.bytes = spectrogram->bytes;
  Settled settled{std::move(result), std::nullopt, ""};
  if (exporter_ != nullptr && exporter_->has_data()) {
    settled = settle(std::move(settled.result));
    try {
      if (settled.job) exporter_->write_data(*settled.job);
    } catch (const RecordingError& error) {
      settled.export_error = error.what();
    }
  }
  report_stored(std::move(settled.result), settled.export_error);
}

void BulkRender::report_failed_elsewhere(Id id) {
  const auto recording = find_recording(store_, id);
  const auto failure = find_render_failure(store_, id, key_);
  if (!recording || !failure) return;
  events_.advance(false);
  events_.result(result_of(*recording, Outcome::kFailedBefore, failure->reason));
}

void BulkRender::report_removed(Id id) {
  events_.advance(false);
  BulkResult result;
  result.id = id;
  result.path = "recording " + std::to_string(id);
  result.outcome = Outcome::kSkipped;
  result.error = "removed from the store in the meantime";
  events_.result(result);
}

void BulkRender::commit(std::vector<Rendered>& batch) {
  watch_.check();
  process_->heartbeat();
  if (batch.empty()) return;
  in_flight_ -= batch.size();
  std::vector<Fate> fates;
  std::vector<std::optional<Spectrogram>> spectrograms;
  store_.transact([&] {
    for (const Rendered& rendered : batch) {
      fates.push_back(fate_of(rendered.recording));
      spectrograms.push_back(fates.back() == Fate::kKept ? store_one(rendered) : std::nullopt);
      process_->release(rendered.recording.id, key_);
    }
  });
  for (size_t i = 0; i < batch.size(); ++i) {
    if (fates[i] == Fate::kCorrected)
      plan_.pending.push_back(batch[i].recording.id);
    else if (fates[i] == Fate::kRemoved)
      report_removed(batch[i].recording.id);
    else
      report(batch[i], spectrograms[i]);
  }
}

/// What happened to the recording while it was rendered.
BulkRender::Fate BulkRender::fate_of(const Recording& recording) {
  const auto now = find_recording(store_, recording.id);
  if (!now || now->hash != recording.hash) return Fate::kRemoved;
  return now->sample_rate_hz == recording.sample_rate_hz ? Fate::kKept : Fate::kCorrected;
}

std::optional<Spectrogram> BulkRender::store_one(const Rendered& rendered) {
  const Recording& recording = rendered.recording;
  if (rendered.rendering)
    return store_rendering(store_, recording, key_, *rendered.rendering, options_.force);
  if (!rendered.readable) return std::nullopt;
  remember_render_failure(store_, recording.id, key_,
                          failure_now(recording.path.value_or(""), rendered.error));
  if (key_ == default_render_key(store_)) finish_render_jobs(store_, recording.id, true);
  return std::nullopt;
}

void BulkRender::report(Rendered& rendered, const std::optional<Spectrogram>& spectrogram) {
  BulkResult result = result_of(rendered.recording, Outcome::kFailed, rendered.error);
  result.ms = rendered.ms;
  if (spectrogram) {
    Rendering& rendering = *rendered.rendering;
    result.outcome = Outcome::kRendered;
    result.bytes = spectrogram->bytes;
    result.calls = calls_of(rendering, options_.spectrogram.calls.min_snr_db);
    ExportedImages images{std::move(*rendering.full), std::move(rendered.compressed)};
    if (options_.compressed && !images.compressed)
      images.compressed = {std::move(rendering.segments), std::move(*rendering.compressed)};
    if (rendered.export_error.empty()) {
      export_one(result, rendered.recording, *spectrogram, std::move(images));
    } else {
      result.outcome = Outcome::kFailed;
      result.error = rendered.export_error;
    }
  }
  events_.advance(!result.error.empty());
  events_.result(result);
}

/// If the files cannot be written, only this recording fails; its spectrogram is stored anyway.
void BulkRender::export_one(BulkResult& result, const Recording& recording,
                            const Spectrogram& spectrogram, ExportedImages images) {
  if (exporter_ == nullptr) return;
  try {
    exporter_->write(recording, spectrogram, images, result.calls,
                     [&](const std::string& warning) { result.warnings.push_back(warning); });
  } catch (const RecordingError& error) {
    result.outcome = Outcome::kFailed;
    result.error = error.what();
  }
}

}  // namespace noctule
