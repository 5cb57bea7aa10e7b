// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls/join_ridges.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>

namespace noctule {
namespace {

constexpr double kMinMs = 0.7, kMinMass = 9;
/// Maximum gap between two pieces of a sweep, and of a constant frequency.
constexpr double kMaxSweepGapMs = 2, kMaxGapMs = 5;
constexpr int kSlopeCells = 4;

/// Slope from one cell to another, bins per frame.
double slope(const Cell& a, const Cell& b) {
  return static_cast<double>(b.bin - a.bin) / std::max(1, b.frame - a.frame);
}

/// Whether most of `weak` lies within 1.5 kHz of the first `first_ms` of `strong` and is on average
/// `weaker_db` weaker than its loudest cell there: an echo, or an overlapping call.
bool is_faint_part(const CellScale& scale, const Ridge& weak, const Ridge& strong, double weaker_db,
                   double first_ms = 1e9) {
  constexpr double kNearHz = 1500, kShare = 0.6;
  std::vector<bool> near(weak.cells.size());
  float loudest = -1e9f;
  for (size_t i = 0; i < strong.cells.size(); ++i) {
    const Cell& cell = strong.cells[i];
    if ((cell.frame - strong.first_frame()) * scale.frame_ms > first_ms) break;
    bool any = false;
    for (size_t j = 0; j < weak.cells.size(); ++j) {
      if (std::abs(cell.bin - weak.cells[j].bin) * scale.bin_hz > kNearHz) continue;
      near[j] = any = true;
    }
    if (any) loudest = std::max(loudest, strong.excess[i]);
  }
  const auto count = static_cast<double>(weak.cells.size());
  if (static_cast<double>(std::count(near.begin(), near.end(), true)) <= kShare * count)
    return false;
  return std::accumulate(weak.excess.begin(), weak.excess.end(), 0.0) / count < loudest - weaker_db;
}

/// Slope at the end (first_slope(): at the start) of a ridge.
double last_slope(const Ridge& ridge) {
  const size_t count = std::min<size_t>(kSlopeCells, ridge.cells.size());
  return slope(ridge.cells[ridge.cells.size() - count], ridge.cells.back());
}

double first_slope(const Ridge& ridge) {
  const size_t count = std::min<size_t>(kSlopeCells, ridge.cells.size());
  return slope(ridge.cells.front(), ridge.cells[count - 1]);
}

/// Whether both have the same constant frequency; such a call is more likely to fade than to end.
bool have_constant_frequency(const CellScale& scale, const Ridge& a, const Ridge& b) {
  const double slowest = scale.bins_per_frame(1);
  return std::abs(b.cells.front().bin - a.cells.back().bin) * scale.bin_hz <= 1000 &&
         std::abs(last_slope(a)) < slowest && std::abs(first_slope(b)) < slowest;
}

/// Whether ridge b continues ridge a.
bool continues(const CellScale& scale, const Ridge& a, const Ridge& b) {
  constexpr double kEarliestMs = -1.6, kFarthestHz = 12e3, kEchoDb = 6, kOverlappedDb = 10,
                   kOverlapMs = 6;
  const int frames = b.first_frame() - a.last_frame();
  const double gap_ms = frames * scale.frame_ms;
  const bool constant = have_constant_frequency(scale, a, b);
  if (gap_ms > (constant ? kMaxGapMs : kMaxSweepGapMs) || gap_ms < kEarliestMs ||
      b.last_frame() < a.last_frame() || b.first_frame() < a.first_frame())
    return false;
  const bool faded = constant && std::abs(a.snr - b.snr) <= kEchoDb;
  const int step = b.cells.front().bin - a.cells.back().bin;
  if (std::abs(step) * scale.bin_hz > kFarthestHz) return false;
  if (!faded && (is_faint_part(scale, b, a, kEchoDb) ||
                 is_faint_part(scale, a, b, kOverlappedDb, kOverlapMs)))
    return false;
  const double before = last_slope(a), after = first_slope(b);
  const double error = std::min({std::abs(step - before * frames), std::abs(step - after * frames),
                                 static_cast<double>(std::abs(step))});
  const double khz = scale.bin_hz / 1000;
  return error * khz <=
         4 + 0.4 * std::min(std::abs(before), std::abs(after)) * khz / scale.frame_ms;
}

/// Merges both ridges' cells in order; a's cells win in shared frames.
Ridge join(const Surface& surface, const Ridge& a, const Ridge& b) {
  std::vector<Cell> cells = a.cells;
  const auto by_frame = [](const Cell& x, const Cell& y) { return x.frame < y.frame; };
  for (const Cell& cell : b.cells)
    if (!std::binary_search(a.cells.begin(), a.cells.end(), cell, by_frame)) cells.push_back(cell);
  std::sort(cells.begin(), cells.end(), by_frame);
  return make_ridge(surface, std::move(cells));
}

}  // namespace

std::vector<Ridge> join_ridges(const Surface& surface, std::vector<Ridge> ridges) {
  const CellScale& scale = surface.scale();
  for (size_t i = 0; i < ridges.size();) {
    const auto next = static_cast<ptrdiff_t>(i) + 1;
    // Ordered by first frame: skip those that begin too late.
    const auto end =
        std::partition_point(ridges.begin() + next, ridges.end(), [&](const Ridge& other) {
          return (other.first_frame() - ridges[i].last_frame()) * scale.frame_ms <= kMaxGapMs;
        });
    const auto found = std::find_if(ridges.begin() + next, end, [&](const Ridge& other) {
      return continues(scale, ridges[i], other);
    });
    if (found == end) {
      ++i;
      continue;
    }
    ridges[i] = join(surface, ridges[i], *found);
    ridges.erase(found);
  }
  std::erase_if(ridges, [&](const Ridge& ridge) {
    return ridge.mass < kMinMass ||
           static_cast<double>(ridge.cells.size()) * scale.frame_ms < kMinMs;
  });
  return ridges;
}

}  // namespace noctule
