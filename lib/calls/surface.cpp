// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls/surface.h"

#include <tuple>

#include "core/simd.h"

namespace noctule {
namespace {

constexpr float kSeedDb = 8.5f;
constexpr int kGroup = 32;

/// Most groups are silent and need one comparison:
///
///   excess   1 0 2 1 … 3 │ 2 1 9 8 … 1 │ 0 1 1 2 … 0
///   group      skipped   │  searched   │   skipped
NOCTULE_SIMD bool any_reaches(const float* values, float limit) {
  float highest = values[0];
  for (int i = 0; i < kGroup; ++i) highest = values[i] > highest ? values[i] : highest;
  return highest >= limit;
}

}  // namespace

bool Surface::is_local_maximum(int bin, int frame) const {
  const float here = excess(bin, frame);
  for (int db = -1; db <= 1; ++db)
    for (int df = -1; df <= 1; ++df) {
      if ((db == 0 && df == 0) || frame + df < 0 || frame + df >= frames()) continue;
      const float other = excess(bin + db, frame + df);
      // Among equal neighbours the first wins.
      const bool is_before = db < 0 || (db == 0 && df < 0);
      if (is_before ? other >= here : other > here) return false;
    }
  return true;
}

std::vector<Cell> Surface::find_seeds() const {
  struct Seed {
    float excess;
    Cell cell;
  };
  std::vector<Seed> seeds;
  for (int bin = std::max(1, static_cast<int>(kLowestHz / scale_.bin_hz)); bin < bins() - 2;
       ++bin) {
    const float limit = floor_.decibels[bin] + kSeedDb;
    for (int group = 0; group < frames(); group += kGroup) {
      if (group + kGroup <= frames() && !any_reaches(window_.row(bin) + group, limit)) continue;
      for (int frame = group; frame < std::min(group + kGroup, frames()); ++frame)
        if (excess(bin, frame) >= kSeedDb && above_clutter(bin, frame) >= kSeedDb &&
            is_local_maximum(bin, frame))
          seeds.push_back({excess(bin, frame), {frame, bin}});
    }
  }
  std::sort(seeds.begin(), seeds.end(), [](const Seed& a, const Seed& b) {
    return std::tie(b.excess, a.cell.frame, a.cell.bin) <
           std::tie(a.excess, b.cell.frame, b.cell.bin);
  });
  std::vector<Cell> cells;
  cells.reserve(seeds.size());
  for (const Seed& seed : seeds) cells.push_back(seed.cell);
  return cells;
}

}  // namespace noctule
