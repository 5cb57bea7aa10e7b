// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/region.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "audio/sound_file.h"
#include "audio/time_expansion.h"
#include "core/error.h"
#include "dsp/window.h"
#include "pipeline/stored.h"
#include "store/statistics.h"

namespace noctule {
namespace {

constexpr double kMaxMs = 60'000;
constexpr double kMaxHz = 5e6;
constexpr int kMaxSide = 8192;  ///< px
constexpr int64_t kMaxPixels = 1 << 24;

/// The options of the spectrogram whose statistics serve `options`.
SpectrogramOptions statistics_options(const SpectrogramOptions& options) {
  SpectrogramOptions base;
  base.source = options.source;
  base.denoise.range_db = options.denoise.range_db;
  base.denoise.method = options.denoise.method;
  return base;
}

int64_t rate_of(const Recording& recording, const SpectrogramOptions& options) {
  return true_rate_hz(recording.header_rate_hz,
                      options.source.time_expansion.value_or(recording.time_expansion));
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

/// The frames that a region's pixels need, and the samples that these need.
struct Span {
  int64_t first_frame, first_sample, samples;

  /// `radius`: of the pixels' filter in frames.
  Span(double first_center, double last_center, double radius, const StftSizes& sizes,
       int64_t all_samples) {
    // Frames near an end that is not the recording's own are wrong: they see it mirrored.
    const int64_t margin = sizes.fft_size / (2 * sizes.hop) + 2;
    first_frame =
        std::max<int64_t>(0, static_cast<int64_t>(std::floor(first_center - radius)) - 1 - margin);
    first_sample = first_frame * sizes.hop;
    const auto end_frame = static_cast<int64_t>(std::ceil(last_center + radius)) + 2 + margin;
    samples = std::min(all_samples, end_frame * sizes.hop) - first_sample;
  }
};

/// Reads `samples` samples from `first`.
SampleReader reader_of(const std::shared_ptr<SoundFile>& sound, int64_t first, int64_t samples) {
  sound->skip(first);
  return [sound, left = samples](std::span<float> out) mutable {
    const size_t count = sound->read(out.first(std::min<size_t>(out.size(), left)));
    left -= static_cast<int64_t>(count);
    return count;
  };
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
  require(end_ms - start_ms <= kMaxMs, "The region must be at most 60000 ms long");
  // A spectrogram's lower border is below 0 if its lowest frequency is less than its margin.
  require(low_hz >= -kMaxHz && low_hz < high_hz && high_hz <= kMaxHz,
          "low_freq must be below high_freq, both from -5000000 to 5000000 Hz");
  require(width >= 1 && width <= kMaxSide && height >= 1 && height <= kMaxSide,
          "width and height must be from 1 to 8192");
  require(int64_t{width} * height <= kMaxPixels, "The image must have at most 16777216 pixels");
}

std::optional<Denoiser> stored_statistics(Store& store, const Recording& recording,
                                          const SpectrogramOptions& options) {
  const auto key = find_render_key(store, statistics_options(options).key());
  const auto spectrogram = key ? find_spectrogram(store, recording.id, *key) : std::nullopt;
  auto stored = spectrogram ? find_statistics(store, spectrogram->id) : std::nullopt;
  if (!stored) return std::nullopt;
  Denoiser d;
  d.floor_db = stored->floor_db;
  d.threshold_db = stored->threshold_db;
  d.maximum_db = stored->maximum_db;
  d.reference_db = std::move(stored->reference_db);
  return d;
}

Denoiser ensure_statistics(Store& store, const Recording& recording,
                           const SpectrogramOptions& options) {
  if (auto stored = stored_statistics(store, recording, options)) return *stored;
  const SpectrogramOptions base = statistics_options(options);
  ensure_spectrogram(store, recording, base, false);
  if (auto stored = stored_statistics(store, recording, options)) return *stored;
  ensure_spectrogram(store, recording, base, true);  // it came from a store without statistics
  return stored_statistics(store, recording, options).value();
}

Levels draw_region(const Recording& recording, const SpectrogramOptions& options,
                   const Denoiser& statistics, const Region& region) {
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
  const auto white_db =
      static_cast<float>(static_cast<double>(denoiser.maximum_db) / options.image.contrast);
  Painter painter(geometry, map, white_db, region.width,
                  [&](Levels& drawn) { levels = std::move(drawn); });

  const double frames_per_column = geometry.frames_per_column();
  const Span span(map.center(0) * frames_per_column,
                  map.center(region.width - 1) * frames_per_column,
                  std::max(1.0, frames_per_column * map.scale()), sizes, recording.samples);
  const auto sound = std::make_shared<SoundFile>(open_recording(recording), options.source.channel);
  Stft stft(sizes, reader_of(sound, span.first_sample, span.samples));
  DenoisedWindow window(denoiser, sizes.bins, painter.lookback_frames());
  Block block;
  while (stft.next(block)) {
    block.first_frame += span.first_frame;
    window.advance(block);
    painter.add(window);
  }
  if (levels.width == 0)
    throw RecordingError(recording.name + ": shorter than when it was ingested; ingest it again");
  return levels;
}

}  // namespace noctule
