// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/describe.h"

namespace noctule {

nlohmann::json spectro_info(const Spectrogram& s, int image_width) {
  return {{"spectroId", s.id > 0 ? nlohmann::json(s.id) : nlohmann::json()},
          {"width", image_width},
          {"height", s.height},
          {"start_time", 0},
          {"end_time", s.duration_ms},
          {"low_freq", s.low_hz},
          {"high_freq", s.high_hz}};
}

nlohmann::json location_json(std::optional<double> latitude, std::optional<double> longitude) {
  if (!latitude || !longitude) return nullptr;
  return {{"type", "Point"}, {"coordinates", {*longitude, *latitude}}};
}

void add_segments(nlohmann::json& info, const Spectrogram& spectrogram,
                  const std::vector<ColumnRange>& segments) {
  auto starts = nlohmann::json::array(), ends = starts, widths = starts;
  for (const ColumnRange& segment : segments) {
    starts.push_back(spectrogram.column_ms(segment.start));
    ends.push_back(spectrogram.column_ms(segment.stop));
    widths.push_back(segment.width());
  }
  info["start_times"] = starts;
  info["end_times"] = ends;
  info["widths"] = widths;
  info["compressedWidth"] = total_width(segments);
}

}  // namespace noctule
