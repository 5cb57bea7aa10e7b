// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/options.h"

#include <bit>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/error.h"

namespace noctule {
namespace {

void require(bool holds, const char* message) {
  if (!holds) throw UsageError(message);
}

bool between(double value, double min, double max) {
  return value >= min && value <= max;  // false for NaN
}

/// A boolean for former values, so that existing keys stay valid.
nlohmann::json denoise_key(DenoiseMethod method) {
  if (method == DenoiseMethod::kFloor) return "floor";
  return method == DenoiseMethod::kMedian;
}

}  // namespace

void SpectrogramOptions::validate() const {
  require(source.channel >= 0, "the channel must not be negative");
  require(!source.time_expansion || between(*source.time_expansion, 0.001, 1000),
          "the time expansion must be from 0.001 to 1000");
  require(between(stft.window_ms, 0.01, 100), "the window must be from 0.01 to 100 ms");
  require(between(stft.overlap, 1, 64) && std::has_single_bit(static_cast<unsigned>(stft.overlap)),
          "the overlap must be a power of two from 1 to 64");
  require(between(denoise.range_db, 1, 160), "the range must be from 1 to 160 dB");
  require(between(denoise.freq_min_hz, 0, 5e6) && between(denoise.freq_max_hz, 0, 5e6) &&
              denoise.freq_min_hz < denoise.freq_max_hz,
          "the minimum frequency must be below the maximum, both from 0 to 5000 kHz");
  require(between(raster.freq_margin_hz, 0, 1e5), "the margin must be from 0 to 100 kHz");
  require(between(raster.height, 1, 8192), "the height must be from 1 to 8192 px");
  const double px_per_second = raster.px_per_ms * 1000;
  require(between(px_per_second, 1, 100'000) &&
              std::abs(px_per_second - std::round(px_per_second)) < 1e-6,
          "px per ms must be from 0.001 to 100, in steps of 0.001");
  require(between(segments.threshold, 0, 1) && between(segments.step, 0.001, 1) &&
              between(segments.margin_ms, 0, 10'000),
          "the threshold must be from 0 to 1 and the margin from 0 to 10000 ms");
  // Checked here too: lib/calls is compiled with -ffinite-math-only, which ignores NaN.
  require(between(calls.min_snr_db, 0, 60), "the minimum SNR must be from 0 to 60 dB");
  require(between(image.contrast, 0.1, 100), "the contrast must be from 0.1 to 100");
  require(between(image.quality, 1, 100), "the quality must be from 1 to 100");
  require(between(image.max_width, 1, kMaxJpegWidth) && between(image.tile_width, 1, kMaxJpegWidth),
          "images and tiles must be from 1 to 65500 px wide");
}

bool SpectrogramOptions::default_compression() const {
  return segments == SegmentOptions() && calls == CallDetectorOptions();
}

SpectrogramOptions SpectrogramOptions::of_key(const std::string& text) {
  const auto key = nlohmann::json::parse(text);
  SpectrogramOptions o;
  key.at("channel").get_to(o.source.channel);
  if (key.contains("time_expansion")) o.source.time_expansion = key.at("time_expansion");
  key.at("window_ms").get_to(o.stft.window_ms);
  key.at("overlap").get_to(o.stft.overlap);
  key.at("range_db").get_to(o.denoise.range_db);
  const auto& denoise = key.at("denoise");
  o.denoise.method = denoise == "floor" ? DenoiseMethod::kFloor
                     : denoise == true  ? DenoiseMethod::kMedian
                                        : DenoiseMethod::kNone;
  key.at("freq_min_hz").get_to(o.denoise.freq_min_hz);
  key.at("freq_max_hz").get_to(o.denoise.freq_max_hz);
  key.at("freq_margin_hz").get_to(o.raster.freq_margin_hz);
  key.at("height").get_to(o.raster.height);
  key.at("px_per_ms").get_to(o.raster.px_per_ms);
  o.image.colormap = colormap_named(key.at("colormap").get<std::string>()).value();
  o.image.contrast = key.value("contrast", 1.0);
  key.at("quality").get_to(o.image.quality);
  key.at("max_width").get_to(o.image.max_width);
  key.at("tile_width").get_to(o.image.tile_width);
  return o;
}

std::string SpectrogramOptions::key() const {
  nlohmann::json key = {
      {"channel", source.channel},
      {"window_ms", stft.window_ms},
      {"overlap", stft.overlap},
      {"range_db", denoise.range_db},
      {"denoise", denoise_key(denoise.method)},
      {"freq_min_hz", denoise.freq_min_hz},
      {"freq_max_hz", denoise.freq_max_hz},
      {"freq_margin_hz", raster.freq_margin_hz},
      {"height", raster.height},
      {"px_per_ms", raster.px_per_ms},
      {"colormap", name_of(image.colormap)},
      {"quality", image.quality},
      {"max_width", image.max_width},
      {"tile_width", image.tile_width},
  };
  if (image.contrast != 1) key["contrast"] = image.contrast;  // absent from older keys
  if (source.time_expansion) key["time_expansion"] = *source.time_expansion;
  return key.dump();
}

}  // namespace noctule
