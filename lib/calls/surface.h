// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <vector>

#include "calls/clutter.h"
#include "calls/decibel_window.h"
#include "calls/noise_floor.h"

namespace noctule {

/// A cell of the transform; `frame` is relative to the window's first.
struct Cell {
  int frame = 0;
  int bin = 0;
};

/// Minimum frequency of a call's strongest cell; below it are wind and mains hum.
inline constexpr double kLowestHz = 9e3;

/// Averaged decibels above the noise floor, with the clutter around each cell.
class Surface {
 public:
  /// Keeps references to `window` and `floor`.
  Surface(const DecibelWindow& window, const NoiseFloor& floor, const CellScale& scale)
      : window_(window), floor_(floor), scale_(scale), clutter_(window, floor, scale) {}

  const CellScale& scale() const { return scale_; }
  int bins() const { return scale_.bins; }
  int frames() const { return static_cast<int>(window_.end_frame() - window_.first_frame()); }

  /// Decibels above the noise floor.
  float excess(int bin, int frame) const { return window_.row(bin)[frame] - floor_.decibels[bin]; }
  float clutter(int bin, int frame) const { return clutter_.at(bin, frame); }
  float busy(int bin) const { return floor_.busy[bin]; }

  /// Excess minus half the clutter, minus the variation of the bin's noise (at most 3 dB).
  float above_clutter(int bin, int frame) const {
    return excess(bin, frame) - 0.5f * clutter(bin, frame) - std::min(busy(bin), 3.0f);
  }

  /// Local maxima at least 8.5 dB above floor and clutter, from 9 kHz up; highest excess first.
  std::vector<Cell> find_seeds() const;

 private:
  bool is_local_maximum(int bin, int frame) const;

  const DecibelWindow& window_;
  const NoiseFloor& floor_;
  CellScale scale_;
  Clutter clutter_;
};

}  // namespace noctule
