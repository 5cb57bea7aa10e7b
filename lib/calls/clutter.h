// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "calls/cell_scale.h"
#include "calls/decibel_window.h"
#include "calls/noise_floor.h"

namespace noctule {

/// Loudness around each cell: gusts, insect song and reverberation fill an area, clicks fill a
/// whole frame, calls fill neither. On a grid of slots (about 1 ms) × bands (about 1 kHz), the
/// larger of two percentiles of the excess over the noise floor: the 55th over 13 ms × 15 kHz, the
/// 35th over one slot × 71 kHz; in steps of 3 dB from 0 to 36.
class Clutter {
 public:
  Clutter(const DecibelWindow& window, const NoiseFloor& floor, const CellScale& scale);

  /// In dB. `frame` counts from the window's first.
  float at(int bin, int frame) const {
    const int band = std::min(bin / scale_.band, bands_ - 1);
    const int slot = std::min(frame / scale_.slot, slots_ - 1);
    return clutter_db_[static_cast<size_t>(slot) * bands_ + band];
  }

 private:
  CellScale scale_;
  int bands_ = 0, slots_ = 0;
  std::vector<uint8_t> clutter_db_;  ///< (slots, bands)
};

}  // namespace noctule
