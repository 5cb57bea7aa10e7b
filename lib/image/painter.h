// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "core/buffer.h"
#include "dsp/denoised_window.h"
#include "image/geometry.h"
#include "image/levels.h"

namespace noctule {

/// Draws denoised decibels as levels: each axis is resampled with triangle weights
/// max(0, 1 − |s − p| / max(1, r)) for pixel centre p and r samples per pixel, normalised over
/// the samples that exist; 0 to `maximum` maps to 0 to 255; rows above Nyquist are 0. Several
/// threads may paint different columns.
class ColumnPainter {
 public:
  /// Columns painted per batch; bounds the memory for their values of all bins.
  static constexpr int kBatchColumns = 512;

  ColumnPainter(const Geometry& geometry, ColumnMap map, float maximum);

  int64_t columns() const { return map_.columns(); }
  int height() const { return geometry_.height; }

  /// Number of frames before a block that are needed to paint the columns that the block completes.
  int64_t lookback_frames() const { return static_cast<int64_t>(2 * radius_frames_) + 2; }

  /// Number of columns, from the first, whose frames are all before `end_frame`.
  int64_t ready_columns(int64_t end_frame) const;

  /// A thread's buffers.
  struct Workspace {
    Buffer<float> columns;  ///< bins first_bin_ … last_bin_ by columns of the batch
    std::vector<int32_t> positions;
    std::vector<float> fractions;
  };
  /// Paints `count` columns, at most kBatchColumns, at column `left` of `tile`.
  void paint(const DenoisedWindow& window, int64_t column, int count, Levels& tile, int left,
             Workspace& workspace) const;

 private:
  /// A pixel's filter weights for consecutive samples from `first`.
  struct Taps {
    int64_t first;
    std::vector<float> weights;
  };
  static Taps taps_at(double center, double radius, int64_t samples);

  double center_of(int64_t column) const;
  void resample_time(const DenoisedWindow& window, int64_t column, int count,
                     Workspace& workspace) const;

  Geometry geometry_;
  ColumnMap map_;
  double radius_frames_;
  float level_per_db_;
  std::vector<Taps> row_taps_;  ///< over bins; empty above Nyquist
  int first_bin_ = 0, last_bin_ = -1;
};

/// Paints columns in order, tile by tile.
class Painter {
 public:
  using OnTile = std::function<void(Levels&)>;

  /// `on_tile` receives `map`'s columns from left to right, `tile_width` at a time.
  Painter(const Geometry& geometry, ColumnMap map, float maximum, int64_t tile_width,
          OnTile on_tile);

  /// Number of frames before the newest block that a window must keep. A column is painted as soon
  /// as the last frame that it needs is available.
  int64_t lookback_frames() const { return painter_.lookback_frames(); }

  /// Paints every unpainted column whose frames are all available.
  void add(const DenoisedWindow& window);

 private:
  void start_tile();

  ColumnPainter painter_;
  ColumnPainter::Workspace workspace_;
  int64_t tile_width_;
  OnTile on_tile_;
  int64_t next_column_ = 0;
  int64_t tile_start_ = 0;
  Levels tile_;
};

}  // namespace noctule
