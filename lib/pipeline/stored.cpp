// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/stored.h"

#include "audio/time_expansion.h"
#include "core/error.h"
#include "core/hash.h"
#include "core/timestamp.h"
#include "pipeline/recording_calls.h"
#include "store/failures.h"
#include "store/render_jobs.h"
#include "store/statistics.h"

namespace noctule {

std::shared_ptr<const InputFile> open_recording(const Recording& recording) {
  const std::string what =
      "recording " + std::to_string(recording.id) + " (" + recording.name + ")";
  if (!recording.path)
    throw RecordingError(what +
                         ": its file now holds another recording; ingest it from its new path");
  if (!file_state(*recording.path))
    throw RecordingError(*recording.path + ": the file of " + what +
                         " is gone; ingest it from its new path");
  auto file = std::make_shared<InputFile>(*recording.path);
  if (file->state() != recording.file && hash_file(*file) != recording.hash)
    throw RecordingError(*recording.path + ": the file has changed since it was ingested as " +
                         what + "; ingest it again");
  return file;
}

double time_expansion_of(const Recording& recording, const SourceOptions& options) {
  if (!options.time_expansion) return recording.time_expansion;
  return find_time_expansion(recording.header_rate_hz, options.time_expansion, {}).factor;
}

Rendering render_recording(const Recording& recording, const SpectrogramOptions& options,
                           const RenderRequest& request) {
  return render_spectrogram(open_recording(recording), time_expansion_of(recording, options.source),
                            options, request);
}

Rendering render_for_store(const Recording& recording, SpectrogramOptions options) {
  options.segments = SegmentOptions();
  options.calls = CallDetectorOptions();
  RenderRequest request;
  request.compressed = request.calls = true;
  return render_recording(recording, options, request);
}

Spectrogram describe_rendering(const Rendering& rendering) {
  const Geometry& geometry = rendering.geometry;
  Spectrogram row;
  row.width = geometry.width;
  row.height = geometry.height;
  row.px_per_second = geometry.px_per_second;
  row.duration_ms = geometry.duration_ms();
  row.low_hz = geometry.low_hz;
  row.high_hz = geometry.high_hz;
  row.compressed_width = total_width(rendering.segments);
  if (rendering.full) row.bytes = rendering.full->bytes;
  return row;
}

Spectrogram store_rendering(Store& store, const Recording& recording, const RenderKey& key,
                            const Rendering& rendering, bool replace) {
  Spectrogram row = describe_rendering(rendering);
  if (auto former = find_spectrogram(store, recording.id, key)) {
    if (!replace) return std::move(*former);
    delete_spectrogram(store, former->id);
  }
  row.recording_id = recording.id;
  row.parameters_id = key.parameters_id;
  row.renderer_version = key.renderer_version;
  row.created = now_utc();
  row.id = *insert_spectrogram(store, row, rendering.segments);
  insert_images(store, row.id, Variant::kFull, *rendering.full);
  insert_images(store, row.id, Variant::kCompressed, *rendering.compressed);
  const Denoiser& d = rendering.statistics;
  store_statistics(store, row.id, {d.floor_db, d.threshold_db, d.maximum_db, d.reference_db});
  // With another channel or time expansion the calls are not those of the recording.
  if (rendering.source == SourceOptions())
    store_calls(store, recording.id, kDetectorVersion, to_call_set(rendering));
  correct_length(store, recording.id, rendering.geometry.samples);
  forget_render_failure(store, recording.id, key);
  if (key == default_render_key(store)) finish_render_jobs(store, recording.id, false);
  return row;
}

CompressedImages draw_compressed(const Recording& recording, const SpectrogramOptions& options) {
  RenderRequest request;
  request.full = false;
  request.compressed = true;
  Rendering rendering = render_recording(recording, options, request);
  return {std::move(rendering.segments), std::move(*rendering.compressed)};
}

CompressedImages compressed_images(Store& store, const Recording& recording,
                                   const Spectrogram& spectrogram,
                                   const SpectrogramOptions& options) {
  if (options.default_compression())
    return {segments_of(store, spectrogram.id),
            images_of(store, spectrogram.id, Variant::kCompressed)};
  return draw_compressed(recording, options);
}

RenderKey default_render_key(Store& store) {
  static const std::string parameters = SpectrogramOptions().key();
  return find_render_key(store, parameters).value_or(RenderKey{});
}

std::optional<Spectrogram> current_spectrogram(Store& store, Id recording_id) {
  return find_spectrogram(store, recording_id, default_render_key(store));
}

Rendering render_and_keep(Store& store, Recording recording,
                          const std::function<Rendering(const Recording&)>& render,
                          const std::function<void(const Recording&, const Rendering&)>& keep) {
  while (true) {
    Rendering rendering = render(recording);
    bool kept = false;
    store.transact([&] {
      auto now = find_recording(store, recording.id);
      if (!now || now->hash != recording.hash)
        throw NotFoundError(recording.name + " was removed while it was being rendered; try again");
      kept = now->sample_rate_hz == recording.sample_rate_hz;
      if (kept) keep(recording, rendering);
      recording = std::move(*now);
    });
    if (kept) return rendering;
  }
}

Spectrogram ensure_spectrogram(Store& store, const Recording& recording,
                               const SpectrogramOptions& options, bool force) {
  const RenderKey key = ensure_render_key(store, options.key());
  if (!force)
    if (auto stored = find_spectrogram(store, recording.id, key)) return *stored;
  Spectrogram stored;
  render_and_keep(
      store, recording, [&](const Recording& now) { return render_for_store(now, options); },
      [&](const Recording& now, const Rendering& rendering) {
        stored = store_rendering(store, now, key, rendering, force);
      });
  return stored;
}

}  // namespace noctule
