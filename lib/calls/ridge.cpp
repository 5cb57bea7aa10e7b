// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls/ridge.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <tuple>

#include "calls/ridge_walk.h"

namespace noctule {
namespace {

constexpr double kMinMass = 4;

/// Bin of the ridge at any frame, interpolated in gaps and constant beyond its ends.
class BinAt {
 public:
  explicit BinAt(const std::vector<Cell>& cells) : cells_(cells) {}

  /// Frames must not decrease from call to call.
  double operator()(int frame) {
    while (next_ < cells_.size() && cells_[next_].frame <= frame) ++next_;
    if (next_ == 0) return cells_.front().bin;
    const Cell& a = cells_[next_ - 1];
    if (next_ == cells_.size()) return a.bin;
    const Cell& b = cells_[next_];
    return a.bin + static_cast<double>(b.bin - a.bin) * (frame - a.frame) / (b.frame - a.frame);
  }

 private:
  const std::vector<Cell>& cells_;
  size_t next_ = 0;
};

/// Marks as used the ridge's cells and, as far as decibels fall away from it, those beside it, from
/// 1 ms before to 1 ms after it.
void mark_used(const Surface& surface, const Ridge& ridge, UsedCells& used) {
  constexpr float kLowestDb = 2, kRiseDb = 3;
  const int pad = surface.scale().frames(1.0);
  BinAt bin_at(ridge.cells);
  const int end = std::min(surface.frames(), ridge.last_frame() + pad + 1);
  for (int frame = std::max(0, ridge.first_frame() - pad); frame < end; ++frame) {
    const int center = round_to_int(bin_at(frame));
    for (const int step : {1, -1}) {
      float lowest = surface.excess(center, frame);
      for (int bin = center; bin >= 0 && bin < surface.bins(); bin += step) {
        const float excess = surface.excess(bin, frame);
        if (excess <= kLowestDb || excess > lowest + kRiseDb) break;
        used.mark(bin, frame);
        lowest = std::min(lowest, excess);
      }
    }
  }
}

}  // namespace

Ridge make_ridge(const Surface& surface, std::vector<Cell> cells) {
  Ridge ridge;
  ridge.cells = std::move(cells);
  ridge.low_bin = ridge.high_bin = ridge.cells.front().bin;
  ridge.snr = ridge.above = -1e9f;
  for (const Cell& cell : ridge.cells) {
    const float excess = surface.excess(cell.bin, cell.frame);
    ridge.excess.push_back(excess);
    if (excess > ridge.snr) {
      ridge.snr = excess;
      ridge.peak_bin = cell.bin;
      ridge.peak_frame = cell.frame;
    }
    const float above = std::max(0.0f, surface.above_clutter(cell.bin, cell.frame));
    ridge.above = std::max(ridge.above, above);
    ridge.mass += static_cast<double>(above) * surface.scale().frame_ms;
    ridge.low_bin = std::min(ridge.low_bin, cell.bin);
    ridge.high_bin = std::max(ridge.high_bin, cell.bin);
  }
  return ridge;
}

std::vector<Ridge> find_ridges(const Surface& surface) {
  UsedCells used(surface.bins(), surface.frames());
  std::vector<Ridge> ridges;
  for (const Cell& seed : surface.find_seeds()) {
    if (used.contains(seed.bin, seed.frame)) continue;
    Ridge ridge = make_ridge(surface, follow_ridge(surface, seed, used));
    mark_used(surface, ridge, used);
    if (ridge.mass >= kMinMass) ridges.push_back(std::move(ridge));
  }
  std::sort(ridges.begin(), ridges.end(), [](const Ridge& a, const Ridge& b) {
    return std::tuple(a.first_frame(), a.cells[0].bin) <
           std::tuple(b.first_frame(), b.cells[0].bin);
  });
  return ridges;
}

}  // namespace noctule
