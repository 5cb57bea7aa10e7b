// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/bulk_render.h"

#include <unistd.h>

#include <chrono>
#include <utility>

#include "core/error.h"
#include "core/parallel.h"
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
      settled_(std::move(plan.settled)),
      queue_(store, key, std::move(plan.pending), options.force),
      export_(store, key, exporter, options, events),
      options_(options),
      events_(events),
      watch_(store.path()) {}

void BulkRender::run() {
  events_.start("render", static_cast<int64_t>(queue_.size()));
  export_.report_settled(std::move(settled_));
  if (queue_.size() == 0) return;
  if (store_.read_only())
    throw FatalError("the store " + store_.path().string() + " cannot be written, and " +
                     std::to_string(queue_.size()) +
                     " recordings lack a spectrogram; check its permissions");
  ParallelWork<Recording, Rendered> work;
  work.refill = [this](size_t count) {
    return queue_.next(count,
                       [this](Id id, BulkQueue::Elsewhere what) { report_elsewhere(id, what); });
  };
  work.work = [this](const Recording& recording) { return render(recording); };
  work.consume = [this](std::vector<Rendered> batch) { commit(batch); };
  try {
    work.run(options_.jobs);
  } catch (const Interrupted&) {
    for (const Id id : queue_.unfinished())
      if (const auto recording = find_recording(store_, id))
        events_.result(result_of(*recording, Outcome::kNotReached));
    throw;
  }
}

/// Runs on any thread: accesses only immutable state.
BulkRender::Rendered BulkRender::render(const Recording& recording) const {
  const auto start = Clock::now();
  Rendered rendered{recording, std::nullopt, std::nullopt, 0, "", "", true};
  try {
    rendered.rendering = render_for_store(recording, options_.spectrogram);
    if (export_.draws_compressed())
      rendered.compressed = draw_compressed(recording, options_.spectrogram);
  } catch (const RecordingError& error) {
    rendered.error = error.what();
    const auto& path = recording.path;
    rendered.readable = !path || access(path->c_str(), R_OK) == 0 || !file_state(*path);
  }
  if (rendered.rendering) rendered.data_error = export_.write_data(recording, *rendered.rendering);
  rendered.ms = ms_since(start);
  return rendered;
}

void BulkRender::commit(std::vector<Rendered>& batch) {
  watch_.check();
  queue_.heartbeat();
  if (batch.empty()) return;
  std::vector<Fate> fates;
  std::vector<std::optional<Spectrogram>> spectrograms;
  store_.transact([&] {
    for (const Rendered& rendered : batch) {
      fates.push_back(fate_of(rendered.recording));
      spectrograms.push_back(fates.back() == Fate::kKept ? store_one(rendered) : std::nullopt);
      queue_.release(rendered.recording.id);
    }
  });
  for (size_t i = 0; i < batch.size(); ++i) {
    const Id id = batch[i].recording.id;
    if (fates[i] == Fate::kCorrected)
      queue_.put_back(id);
    else if (fates[i] == Fate::kRemoved)
      report_elsewhere(id, BulkQueue::Elsewhere::kRemoved);
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
  if (!spectrogram) {
    events_.advance(true);
    events_.result(result);
    return;
  }
  Rendering& rendering = *rendered.rendering;
  result.outcome = Outcome::kRendered;
  result.bytes = spectrogram->bytes;
  result.calls = calls_of(rendering, options_.spectrogram.calls.min_snr_db);
  ExportedImages images{std::move(*rendering.full), std::move(rendered.compressed)};
  if (options_.compressed && !images.compressed)
    images.compressed = {std::move(rendering.segments), std::move(*rendering.compressed)};
  export_.report_rendered(std::move(result), rendered.recording, *spectrogram, std::move(images),
                          rendered.data_error);
}

/// A recording that other processes rendered, failed to render or removed.
void BulkRender::report_elsewhere(Id id, BulkQueue::Elsewhere what) {
  if (what == BulkQueue::Elsewhere::kRemoved) {
    BulkResult result;
    result.id = id;
    result.path = "recording " + std::to_string(id);
    result.outcome = Outcome::kSkipped;
    result.error = "removed from the store in the meantime";
    events_.advance(false);
    return events_.result(result);
  }
  const auto recording = find_recording(store_, id);
  if (!recording) return;
  if (what == BulkQueue::Elsewhere::kFailed) {
    const auto failure = find_render_failure(store_, id, key_);
    if (!failure) return;
    events_.advance(false);
    return events_.result(result_of(*recording, Outcome::kFailedBefore, failure->reason));
  }
  const auto spectrogram = find_spectrogram(store_, id, key_);
  if (!spectrogram) return;
  events_.advance(false);
  BulkResult result = result_of(*recording, Outcome::kStored);
  result.bytes = spectrogram->bytes;
  export_.report_settled({std::move(result)});
}

}  // namespace noctule
