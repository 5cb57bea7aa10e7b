// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "core/column_range.h"
#include "dsp/stft.h"

namespace noctule {

/// Axes of the image, both linear.
struct RasterOptions {
  int height = 300;             ///< px
  double freq_margin_hz = 2e3;  ///< shown beyond the band on both sides
  double px_per_ms = 4;         ///< a whole number of px per second

  bool operator==(const RasterOptions&) const = default;
};

/// Maps a recording's samples, frames and bins to columns and rows of its image. Column c covers
/// [c, c + 1)/px_per_second seconds; row 0 is the top row, its upper edge at high_hz.
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

/// Maps image columns to full-resolution columns: the ranges side by side, `scale` full columns in
/// each image column.
class ColumnMap {
 public:
  /// `columns`: the total width of the ranges, or less for an overview of them.
  ColumnMap(std::vector<ColumnRange> ranges, int64_t columns);

  int64_t columns() const { return columns_; }
  double scale() const { return scale_; }
  /// The fractional full column at the centre of `column`; full column c is centred at c + ½.
  double center(int64_t column) const;

 private:
  std::vector<ColumnRange> ranges_;
  std::vector<double> ends_;  ///< cumulative width up to the end of each range
  int64_t columns_;
  double scale_;
};

}  // namespace noctule
