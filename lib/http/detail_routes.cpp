// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <string_view>

#include "core/error.h"
#include "core/number.h"
#include "http/after_render.h"
#include "http/negotiation.h"
#include "pipeline/parameters.h"
#include "pipeline/region.h"
#include "pipeline/variant_drawing.h"

namespace noctule {
namespace {

/// Rendering parameters that apply to a region.
constexpr std::array<std::string_view, 10> kParameters = {
    "channel", "time_expansion", "window_ms", "overlap",  "range_db",
    "denoise", "no_denoise",     "colormap",  "contrast", "quality"};

/// What a request for a region asks for.
struct RegionQuery {
  SpectrogramOptions options;
  Region region;
  bool png = false;
};

double number_of(const std::string& name, const std::string& text) {
  if (const auto value = parse_number<double>(text)) return *value;
  throw UsageError(name + ": '" + text + "' is not a valid number");
}

int pixels_of(const std::string& name, const std::string& text) {
  if (const auto value = parse_number<int>(text)) return *value;
  throw UsageError(name + ": '" + text + "' is not a whole number");
}

void set_field(RegionQuery& query, const std::string& name, const std::string& text) {
  Region& region = query.region;
  if (name == "start_time")
    region.start_ms = number_of(name, text);
  else if (name == "end_time")
    region.end_ms = number_of(name, text);
  else if (name == "low_freq")
    region.low_hz = number_of(name, text);
  else if (name == "high_freq")
    region.high_hz = number_of(name, text);
  else if (name == "width")
    region.width = pixels_of(name, text);
  else if (name == "height")
    region.height = pixels_of(name, text);
  else if (std::find(kParameters.begin(), kParameters.end(), name) != kParameters.end())
    set_parameter(query.options, name, text);
  else
    throw UsageError("Unknown parameter " + name);
}

/// Unless given, the region is the whole recording, in the band and at the size of its spectrogram.
RegionQuery read_query(const Context& c, const Recording& recording) {
  RegionQuery query;
  const SpectrogramOptions defaults;
  query.region = {0,
                  0,
                  defaults.denoise.freq_min_hz - defaults.raster.freq_margin_hz,
                  defaults.denoise.freq_max_hz + defaults.raster.freq_margin_hz,
                  1000,
                  defaults.raster.height};
  for (const auto& [name, text] : c.request.query) set_field(query, name, text);
  query.options.validate();
  check_cost(query.options, recording);
  const double duration = duration_ms(recording, query.options);
  if (!c.request.query.contains("end_time")) query.region.end_ms = duration;
  query.region.validate(duration);
  query.png = prefers(c.request, "image/png", "image/jpeg");
  return query;
}

Response image_response(const RegionQuery& query, const Recording& recording,
                        const Denoiser& statistics) {
  const ImageFormat format = query.png ? ImageFormat::kPng : ImageFormat::kJpeg;
  Response response;
  response.headers = {{"Cache-Control", "private"},
                      {"Vary", "Accept"},
                      {"Content-Type", query.png ? "image/png" : "image/jpeg"}};
  response.body = std::make_shared<const std::string>(
      draw_region(recording, query.options, statistics, query.region, format));
  return response;
}

}  // namespace

Reply get_detail_route(Context& c) {
  const Recording recording = c.recording();
  const RegionQuery query = read_query(c, recording);
  if (const auto statistics = stored_statistics(c.store, recording, query.options))
    return image_response(query, recording, *statistics);
  const auto work = [recording, query](Store& store) {
    ensure_statistics(store, recording, query.options);
  };
  return respond_after_render(c, recording.id, {"statistics " + query.options.key(), work},
                              [query](Context& later, const Recording& now) {
                                return image_response(
                                    query, now, ensure_statistics(later.store, now, query.options));
                              });
}

}  // namespace noctule
