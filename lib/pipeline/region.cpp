// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/region.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "audio/time_expansion.h"
#include "core/error.h"
#include "image/painter.h"
#include "pipeline/span_painting.h"
#include "pipeline/stored.h"
#include "store/statistics.h"

namespace noctule {
namespace {

constexpr double kMaxRegionMs = 60'000;
constexpr double kMaxHz = 5e6;
constexpr int kMaxSide = 8192;  ///< px
constexpr int64_t kMaxRegionPixels = 1 << 24;

/// The options of the spectrogram whose statistics serve `options`.
SpectrogramOptions statistics_options(const SpectrogramOptions& options) {
  SpectrogramOptions base;
  base.source = options.source;
  base.denoise.range_db = options.denoise.range_db;
  base.denoise.method = options.denoise.method;
  return base;
}

int64_t rate_of(const Recording& recording, const SpectrogramOptions& options) {
  return true_rate_hz(recording.header_rate_hz, time_expansion_of(recording, options.source));
}

/// The statistics for a window of another size.
Denoiser for_window(const Denoiser& base, const StftSizes& sizes, int64_t rate_hz,
                    const DenoiseOptions& options) {
  Denoiser d = base;
  const auto base_bins = static_cast<int>(base.reference_db.size());
  const double bins_per_bin = (base_bins - 1.0) / (sizes.bins - 1.0);
  const auto shift_db = static_cast<float>(-10 * std::log10(bins_per_bin));
  d.floor_db += shift_db;
  d.reference_db.resize(sizes.bins);
  for (int bin = 0; bin < sizes.bins; ++bin) {
    const double at = bin * bins_per_bin;
    const int left = std::min(static_cast<int>(at), base_bins - 1);
    const int right = std::min(left + 1, base_bins - 1);
    const auto fraction = static_cast<float>(at - left);
    d.reference_db[bin] =
        base.reference_db[left] * (1 - fraction) + base.reference_db[right] * fraction + shift_db;
  }
  choose_band(d, static_cast<double>(rate_hz) / sizes.fft_size, options);
  return d;
}

}  // namespace

double duration_ms(const Recording& recording, const SpectrogramOptions& options) {
  return 1000.0 * static_cast<double>(recording.samples) /
         static_cast<double>(rate_of(recording, options));
}

void Region::validate(double duration_ms) const {
  const auto require = [](bool holds, const std::string& message) {
    if (!holds) throw UsageError(message);
  };
  require(start_ms >= 0 && start_ms < end_ms && end_ms <= duration_ms,
          "start_time must be before end_time, both from 0 to the duration");
  require(end_ms - start_ms <= kMaxRegionMs, "The region must be at most 60000 ms long");
  // A spectrogram's lower border is below 0 if its lowest frequency is less than its margin.
  require(low_hz >= -kMaxHz && low_hz < high_hz && high_hz <= kMaxHz,
          "low_freq must be below high_freq, both from -5000000 to 5000000 Hz");
  require(width >= 1 && width <= kMaxSide && height >= 1 && height <= kMaxSide,
          "width and height must be from 1 to 8192");
  require(int64_t{width} * height <= kMaxRegionPixels,
          "The image must have at most 16777216 pixels");
}

std::optional<Denoiser> statistics_of(Store& store, Id spectrogram_id) {
  auto stored = find_statistics(store, spectrogram_id);
  if (!stored) return std::nullopt;
  Denoiser d;
  d.floor_db = stored->floor_db;
  d.threshold_db = stored->threshold_db;
  d.maximum_db = stored->maximum_db;
  d.reference_db = std::move(stored->reference_db);
  return d;
}

std::optional<Denoiser> stored_statistics(Store& store, const Recording& recording,
                                          const SpectrogramOptions& options) {
  const auto key = find_render_key(store, statistics_options(options).key());
  const auto spectrogram = key ? find_spectrogram(store, recording.id, *key) : std::nullopt;
  return spectrogram ? statistics_of(store, spectrogram->id) : std::nullopt;
}

Denoiser ensure_statistics(Store& store, const Recording& recording,
                           const SpectrogramOptions& options) {
  if (auto stored = stored_statistics(store, recording, options)) return *stored;
  const SpectrogramOptions base = statistics_options(options);
  ensure_spectrogram(store, recording, base, false);
  if (auto stored = stored_statistics(store, recording, options)) return *stored;
  ensure_spectrogram(store, recording, base, true);  // stored by a version that kept no statistics
  return stored_statistics(store, recording, options).value();
}

std::string draw_region(const Recording& recording, const SpectrogramOptions& options,
                        const Denoiser& statistics, const Region& region, ImageFormat format) {
  constexpr int64_t kNsPerSecond = 1'000'000'000;
  const int64_t rate_hz = rate_of(recording, options);
  const StftSizes sizes = StftSizes::at(rate_hz, options.stft);
  const Denoiser denoiser = for_window(statistics, sizes, rate_hz, options.denoise);

  Geometry geometry;  // with columns of 1 ns, which the map reduces to the region's pixels
  geometry.sample_rate_hz = rate_hz;
  geometry.samples = recording.samples;
  geometry.stft = sizes;
  geometry.px_per_second = kNsPerSecond;
  geometry.height = region.height;
  geometry.low_hz = region.low_hz;
  geometry.high_hz = region.high_hz;
  const ColumnMap map({{std::llround(region.start_ms * 1e6), std::llround(region.end_ms * 1e6)}},
                      region.width);
  Levels levels;
  Painter painter(geometry, map, options.image.white_db(denoiser.maximum_db), region.width,
                  [&](Levels& drawn) { levels = std::move(drawn); });

  paint_span(open_recording(recording), options.source.channel, geometry, map, denoiser,
             painter.lookback_frames(),
             [&](const DenoisedWindow& window, int64_t) { painter.add(window); });
  if (levels.width == 0)
    throw RecordingError(recording.name + ": shorter than when it was ingested; ingest it again");
  return encode(std::move(levels), options.image, format);
}

}  // namespace noctule
