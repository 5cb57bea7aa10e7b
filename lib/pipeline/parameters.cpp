// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/parameters.h"

#include <algorithm>
#include <array>

#include "audio/time_expansion.h"
#include "core/error.h"
#include "core/number.h"
#include "core/text.h"
#include "pipeline/stored.h"

namespace noctule {
namespace {

template <class T>
T number(const std::string& text) {
  if (const auto value = parse_number<T>(text)) return *value;
  throw UsageError("'" + text + "' is not a valid number");
}

/// "5", "5kHz" and "5000Hz" → 5000.
double frequency_hz(const std::string& text) {
  if (const auto value = parse_leading_number<double>(text)) {
    const std::string unit = lower_case(std::string(value->rest));
    if (unit.empty() || unit == "khz") return value->value * 1000;
    if (unit == "hz") return value->value;
  }
  throw UsageError("'" + text + "' is not a frequency; use kHz, e.g. 5 or 200");
}

int channel(const std::string& text) {
  constexpr int kMax = 1024;
  if (const auto value = parse_number<int>(text); value && *value >= 1 && *value <= kMax)
    return *value;
  throw UsageError("'" + text + "' is not a whole number from 1 to " + std::to_string(kMax));
}

bool flag(const std::string& text) {
  if (text.empty() || text == "true" || text == "1") return true;
  if (text == "false" || text == "0") return false;
  throw UsageError("'" + text + "' is not one of true, false");
}

Colormap colormap(const std::string& text) {
  if (const auto map = colormap_named(text)) return *map;
  const auto& names = colormap_names();
  throw UsageError(not_one_of(text, {names.begin(), names.end()}));
}

DenoiseMethod denoise_method(const std::string& text) {
  if (text == "median") return DenoiseMethod::kMedian;
  if (text == "floor") return DenoiseMethod::kFloor;
  if (text == "none") return DenoiseMethod::kNone;
  throw UsageError(not_one_of(text, {"median", "floor", "none"}));
}

SegmentRule segment_rule(const std::string& text) {
  if (text == "calls") return SegmentRule::kCalls;
  if (text == "peaks") return SegmentRule::kPeaks;
  throw UsageError(not_one_of(text, {"calls", "peaks"}));
}

using Options = SpectrogramOptions;
using Text = std::string;

constexpr std::array kParameters = {
    Parameter{"channel", "INT", "", "Use this channel, from 1 (default: mean)", false,
              [](Options& o, const Text& t) { o.source.channel = channel(t); }},
    Parameter{"time_expansion", "FLOAT", "", "True rate / header rate (default: from the metadata)",
              false,
              [](Options& o, const Text& t) { o.source.time_expansion = number<double>(t); }},
    Parameter{"window_ms", "FLOAT", "1",
              "Window length in ms, rounded up to a power of two samples", false,
              [](Options& o, const Text& t) { o.stft.window_ms = number<double>(t); }},
    Parameter{"overlap", "INT", "4",
              "FFT size divided by the hop size: a power of two from 1 to 64", false,
              [](Options& o, const Text& t) { o.stft.overlap = number<int>(t); }},
    Parameter{"range_db", "FLOAT", "80",
              "Dynamic range in dB: anything further below the maximum is clipped", false,
              [](Options& o, const Text& t) { o.denoise.range_db = number<double>(t); }},
    Parameter{"denoise", "METHOD", "",
              "Subtract each bin's median (default), its noise floor (floor: keeps calls that fill "
              "their band), or only the overall minimum (none)",
              false, [](Options& o, const Text& t) { o.denoise.method = denoise_method(t); }},
    Parameter{"no_denoise", "", "", "Same as --denoise none", false,
              [](Options& o, const Text& t) {
                if (flag(t)) o.denoise.method = DenoiseMethod::kNone;
              }},
    Parameter{"freq_min", "KHZ", "", "Lowest frequency [5]", false,
              [](Options& o, const Text& t) { o.denoise.freq_min_hz = frequency_hz(t); }},
    Parameter{"freq_max", "KHZ", "", "Highest frequency [200]", false,
              [](Options& o, const Text& t) { o.denoise.freq_max_hz = frequency_hz(t); }},
    Parameter{"freq_margin", "KHZ", "", "Extra band below --freq-min and above --freq-max [2]",
              false, [](Options& o, const Text& t) { o.raster.freq_margin_hz = frequency_hz(t); }},
    Parameter{"height", "INT", "300", "Height in px", false,
              [](Options& o, const Text& t) { o.raster.height = number<int>(t); }},
    Parameter{"px_per_ms", "FLOAT", "4", "Horizontal resolution in px per ms", false,
              [](Options& o, const Text& t) { o.raster.px_per_ms = number<double>(t); }},
    Parameter{"colormap", "NAME", "",
              "magma (default), viridis, inferno, plasma, gray or gray-inverted", false,
              [](Options& o, const Text& t) { o.image.colormap = colormap(t); }},
    Parameter{"contrast", "FLOAT", "1",
              "Multiply the brightness by this, 0.1 to 100; the brightest parts saturate", false,
              [](Options& o, const Text& t) { o.image.contrast = number<double>(t); }},
    Parameter{"quality", "INT", "80", "JPEG quality, 1 to 100", false,
              [](Options& o, const Text& t) { o.image.quality = number<int>(t); }},
    Parameter{"tile_width", "INT", "50000", "Tile width in px, for images wider than 65500 px",
              false, [](Options& o, const Text& t) { o.image.tile_width = number<int>(t); }},
    Parameter{"segments", "RULE", "",
              "Compressed: show the segments around calls (default) or around amplitude peaks "
              "(peaks)",
              true, [](Options& o, const Text& t) { o.segments.rule = segment_rule(t); }},
    Parameter{"min_snr", "FLOAT", "8", "Minimum signal-to-noise ratio of a listed call, in dB",
              true, [](Options& o, const Text& t) { o.calls.min_snr_db = number<double>(t); }},
    Parameter{"margin_ms", "FLOAT", "10",
              "Compressed: time kept before and after each call or peak, in ms", true,
              [](Options& o, const Text& t) { o.segments.margin_ms = number<double>(t); }},
    Parameter{"threshold", "FLOAT", "0.5", "Compressed: minimum amplitude of a peak, 0 to 1", true,
              [](Options& o, const Text& t) { o.segments.threshold = number<double>(t); }},
};

constexpr int64_t kMaxPixels = 100'000'000;
constexpr int64_t kMaxTiles = 2000;
constexpr double kMaxWindowSamples = 65536;

/// The size of the images in pixels and tiles.
struct Size {
  int64_t pixels = 0, tiles = 0;

  Size(const Options& options, int64_t samples, int64_t rate_hz) {
    const double ms = 1000.0 * static_cast<double>(samples) / static_cast<double>(rate_hz);
    const auto width = static_cast<int64_t>(ms * options.raster.px_per_ms);
    pixels = width * options.raster.height;
    tiles = width <= kMaxJpegWidth ? 1 : width / options.image.tile_width;
  }
};

}  // namespace

std::span<const Parameter> parameters() { return kParameters; }

const Parameter* find_parameter(std::string_view name) {
  const auto found = std::find_if(kParameters.begin(), kParameters.end(),
                                  [&](const Parameter& p) { return name == p.name; });
  return found == kParameters.end() ? nullptr : &*found;
}

void set_parameter(SpectrogramOptions& options, const std::string& name, const std::string& value) {
  const Parameter* parameter = find_parameter(name);
  if (parameter == nullptr) throw UsageError("Unknown parameter " + name);
  try {
    parameter->set(options, value);
  } catch (const UsageError& error) {
    throw UsageError(name + ": " + error.what());
  }
}

void check_cost(const Options& options, const Recording& recording) {
  const int64_t rate_hz =
      true_rate_hz(recording.header_rate_hz, time_expansion_of(recording, options.source));
  const double max_window_ms = kMaxWindowSamples * 1000 / static_cast<double>(rate_hz);
  if (options.stft.window_ms > max_window_ms)
    throw UsageError("window_ms must be at most " +
                     std::to_string(static_cast<int64_t>(max_window_ms)) + " at this sample rate");
  // What the default parameters need is always allowed.
  const Size default_size({}, recording.samples, rate_hz),
      size(options, recording.samples, rate_hz);
  if (const int64_t max = std::max(kMaxPixels, default_size.pixels); size.pixels > max)
    throw UsageError("The image must have at most " + std::to_string(max) +
                     " pixels; reduce height or px_per_ms");
  if (const int64_t max = std::max(kMaxTiles, default_size.tiles); size.tiles > max)
    throw UsageError("The image must have at most " + std::to_string(max) +
                     " tiles; increase tile_width");
  if (options.source.channel > recording.channels)
    throw UsageError("channel must be at most " + std::to_string(recording.channels));
}

}  // namespace noctule
