// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "core/buffer.h"
#include "dsp/window.h"
#include "image/geometry.h"

namespace noctule {

/// Levels of a picture or tile, row-major, top row first: at(row)[column]. Storage
/// is padded to an even width and height for 4:2:0.
struct Levels {
  int width = 0, height = 0;
  int stride = 0;  ///< bytes per row
  Buffer<uint8_t> values;

  void resize(int new_width, int new_height) {
    width = new_width;
    height = new_height;
    stride = width + width % 2;
    values.resize(static_cast<size_t>(stride) * (height + height % 2));
  }
  uint8_t* at(int row) { return values.data() + static_cast<size_t>(row) * stride; }
  const uint8_t* at(int row) const { return values.data() + static_cast<size_t>(row) * stride; }
};

/// Draws denoised decibels as levels: each axis is resampled with triangle weights
/// max(0, 1 − |s − p| / max(1, r)) for pixel centre p and r samples per pixel, normalised over
/// the samples that exist; 0 to `maximum` maps to 0 to 255; rows above Nyquist are 0.
class Painter {
 public:
  using OnTile = std::function<void(Levels&)>;

  /// `on_tile` receives `map`'s columns from left to right, `tile_width` at a time.
  Painter(const Geometry& geometry, ColumnMap map, float maximum, int64_t tile_width,
          OnTile on_tile);

  /// Number of frames before the newest block that a window must keep. A column is painted as soon
  /// as the last frame that it needs is available.
  int64_t lookback_frames() const { return static_cast<int64_t>(2 * radius_frames_) + 2; }

  /// Paints every unpainted column whose frames are all available.
  void add(const DenoisedWindow& window);

 private:
  /// A pixel's filter weights for consecutive samples from `first`.
  struct Taps {
    int64_t first;
    std::vector<float> weights;
  };
  static Taps taps_at(double center, double radius, int64_t samples);

  double center_of(int64_t column) const;
  int64_t ready_columns(int64_t end_frame) const;
  void paint(const DenoisedWindow& window, int64_t column, int count);
  void resample_time(const DenoisedWindow& window, int64_t column, int count);
  void start_tile();

  Geometry geometry_;
  ColumnMap map_;
  double radius_frames_;
  float level_per_db_;
  int64_t tile_width_;
  OnTile on_tile_;
  std::vector<Taps> row_taps_;  ///< over bins; empty above Nyquist
  int first_bin_ = 0, last_bin_ = -1;
  int64_t next_column_ = 0;
  int64_t tile_start_ = 0;
  Levels tile_;
  Buffer<float> columns_;  ///< bins first_bin_ … last_bin_ by columns of the batch
  std::vector<int32_t> positions_;
  std::vector<float> fractions_;
};

}  // namespace noctule
