// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/picture_source.h"

#include "audio/time_expansion.h"
#include "pipeline/recording_calls.h"
#include "pipeline/region.h"
#include "pipeline/stored.h"

namespace noctule {
namespace {

bool needs_calls(const PictureRequest& request) {
  return request.variant == Variant::kCompressed || request.call_boxes;
}

}  // namespace

PictureSource analyse_file(std::shared_ptr<const InputFile> file, double time_expansion,
                           const PictureRequest& request) {
  RenderRequest analysis;
  analysis.full = false;
  analysis.calls = needs_calls(request);
  analysis.progress = request.progress;
  Rendering found = render_spectrogram(file, time_expansion, request.options, analysis);
  PictureSource source;
  source.file = std::move(file);
  source.geometry = found.geometry;
  source.statistics = std::move(found.statistics);
  if (analysis.calls) source.calls = calls_of(found, request.options.calls.min_snr_db).calls;
  source.segments = std::move(found.segments);
  if (found.truncation) source.warnings.push_back(*found.truncation);
  return source;
}

PictureSource analyse_stored(Store& store, const Recording& recording,
                             const Spectrogram& spectrogram, const PictureRequest& request) {
  const SpectrogramOptions& options = request.options;
  auto file = open_recording(recording);
  const double expansion = time_expansion_of(recording, options.source);
  auto statistics = statistics_of(store, spectrogram.id);
  const bool other_segments =
      request.variant == Variant::kCompressed && !options.default_compression();
  if (!statistics || other_segments) return analyse_file(std::move(file), expansion, request);

  PictureSource source;
  source.file = std::move(file);
  const int64_t rate_hz = true_rate_hz(recording.header_rate_hz, expansion);
  // The length may have been corrected by rendering.
  const Recording now = find_recording(store, recording.id).value_or(recording);
  source.geometry =
      Geometry::of(rate_hz, now.samples, StftSizes::at(rate_hz, options.stft), options.raster,
                   options.denoise.freq_min_hz, options.denoise.freq_max_hz);
  source.statistics = std::move(*statistics);
  choose_band(source.statistics, static_cast<double>(rate_hz) / source.geometry.stft.fft_size,
              options.denoise);
  if (request.variant == Variant::kCompressed) source.segments = segments_of(store, spectrogram.id);
  if (needs_calls(request)) source.calls = recording_calls(store, recording, options).calls;
  return source;
}

}  // namespace noctule
