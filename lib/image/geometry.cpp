// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/geometry.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace noctule {

Geometry Geometry::of(int64_t sample_rate_hz, int64_t samples, StftSizes stft,
                      const RasterOptions& raster, double freq_min_hz, double freq_max_hz) {
  Geometry g;
  g.sample_rate_hz = sample_rate_hz;
  g.samples = samples;
  g.stft = stft;
  g.px_per_second = std::llround(raster.px_per_ms * 1000);
  // In two steps, so that no product overflows for recordings of several days.
  const int64_t seconds = samples / sample_rate_hz, rest = samples % sample_rate_hz;
  g.width =
      std::max<int64_t>(1, seconds * g.px_per_second + rest * g.px_per_second / sample_rate_hz);
  g.height = raster.height;
  g.low_hz = freq_min_hz - raster.freq_margin_hz;
  g.high_hz = freq_max_hz + raster.freq_margin_hz;
  return g;
}

double Geometry::duration_ms() const {
  return 1000.0 * static_cast<double>(samples) / static_cast<double>(sample_rate_hz);
}

double Geometry::frames_per_column() const {
  return static_cast<double>(sample_rate_hz) / static_cast<double>(px_per_second) / stft.hop;
}

double Geometry::bins_per_row() const {
  return (high_hz - low_hz) / height * stft.fft_size / static_cast<double>(sample_rate_hz);
}

double Geometry::row_center_hz(int row) const {
  return high_hz - (row + 0.5) * (high_hz - low_hz) / height;
}

double Geometry::column_ms(int64_t column) const {
  return 1000.0 * static_cast<double>(column) / static_cast<double>(px_per_second);
}

ColumnMap::ColumnMap(std::vector<ColumnRange> ranges, int64_t columns)
    : ranges_(std::move(ranges)),
      columns_(columns),
      scale_(static_cast<double>(total_width(ranges_)) / static_cast<double>(columns)) {
  double end = 0;
  for (const ColumnRange& range : ranges_)
    ends_.push_back(end += static_cast<double>(range.width()));
}

double ColumnMap::center(int64_t column) const {
  const double offset = (static_cast<double>(column) + 0.5) * scale_;
  const auto after = std::upper_bound(ends_.begin(), ends_.end() - 1, offset);
  const ColumnRange& range = ranges_[static_cast<size_t>(after - ends_.begin())];
  return static_cast<double>(range.stop) - (*after - offset);
}

}  // namespace noctule
