// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "core/column_range.h"
#include "dsp/stft.h"

namespace noctule {

/// The picture's axes, both linear.
struct RasterOptions {
  int height = 300;             ///< px
  double freq_margin_hz = 2e3;  ///< shown beyond the band on both sides
  double px_per_ms = 4;         ///< a whole number of px per second

  bool operator==(const RasterOptions&) const = default;
};

/// Where a recording's samples, frames and bins lie in its picture. Column c covers
/// [c, c + 1)/px_per_second; row 0 is the top one and ends at high_hz.
struct Geometry {
  int64_t sample_rate_hz = 0;
  int64_t samples = 0;
  StftSizes stft;
  int64_t px_per_second = 0;
  int64_t width = 0;  ///< max(1, floor(px_per_second · samples / rate))
  int height = 0;
  double low_hz = 0, high_hz = 0;

  static Geometry of(int64_t sample_rate_hz, int64_t samples, StftSizes stft,
                     const RasterOptions& raster, double freq_min_hz, double freq_max_hz);

  int64_t frames() const { return 1 + samples / stft.hop; }
  double duration_ms() const;
  double frames_per_column() const;
  double bins_per_row() const;
  double row_center_hz(int row) const;
  double column_ms(int64_t column) const;
};

/// What one picture's columns show: the ranges side by side, `scale` full columns in each.
class ColumnMap {
 public:
  /// `columns`: as many as the ranges have together, or fewer for an overview of them.
  ColumnMap(std::vector<ColumnRange> ranges, int64_t columns);

  int64_t columns() const { return columns_; }
  double scale() const { return scale_; }
  /// The full column (and fraction: its centre is c + ½) that the centre of `column` shows.
  double center(int64_t column) const;

 private:
  std::vector<ColumnRange> ranges_;
  std::vector<double> ends_;  ///< where each range ends among them all, side by side
  int64_t columns_;
  double scale_;
};

}  // namespace noctule
