// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "calls/surface.h"

namespace noctule {

/// Track of a sound's strongest frequency: one cell per frame, in order, gaps allowed.
struct Ridge {
  std::vector<Cell> cells;
  std::vector<float> excess;  ///< of each cell, dB above the noise floor

  float snr = 0;     ///< the largest excess
  float above = 0;   ///< the largest excess above clutter
  double mass = 0;   ///< excess above clutter summed over time, dB·ms
  int peak_bin = 0;  ///< where the excess is largest
  int peak_frame = 0;
  int low_bin = 0, high_bin = 0;

  // Set by independent_ridges():
  int tail_end = 0;     ///< last frame of its echoes along its last frequency
  float shade_db = 0;   ///< by how much a ridge shortly before it, in its band, is stronger
  float shade_ms = 40;  ///< how long ago that one ended
  float score = 0;      ///< see score.h

  int first_frame() const { return cells.front().frame; }
  int last_frame() const { return cells.back().frame; }
  double duration_ms(const CellScale& scale) const {
    return (last_frame() - first_frame()) * scale.frame_ms;
  }
};

/// Makes a ridge from these cells and computes all its values.
Ridge make_ridge(const Surface& surface, std::vector<Cell> cells);

/// Ridges through all seeds, ordered by first frame; the strongest seed claims its cells first.
/// A ridge is extended along its slope while the excess is at least 5 dB, 4 dB above the clutter
/// and less than 26 dB below its seed's, over gaps of at most 1.6 ms. It ends if 2.5 ms of it
/// average below 7 dB, or if it would follow its own echo: within 1.5 kHz of a cell at least 1.6 ms
/// earlier and 8 dB + 0.3 dB/ms weaker than it. Before the seed, it ends 12 dB below the 6 ms that
/// follow. Ridges with a mass below 4 dB·ms are dropped.
std::vector<Ridge> find_ridges(const Surface& surface);

}  // namespace noctule
