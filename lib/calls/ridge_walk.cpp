// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls/ridge_walk.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace noctule {
namespace {

constexpr float kExtendDb = 5, kAboveClutterDb = 4, kWeakDb = 7, kDepthDb = 26;
constexpr double kGapMs = 1.6;
constexpr double kHeadDb = 12, kHeadMs = 6;
constexpr double kTailDb = 8, kTailDbPerMs = 0.3, kTailAfterMs = 1.6, kTailHz = 1500;
/// Above this excess a ridge is loud: its next cell may be further from the predicted bin.
constexpr float kLoudDb = 12;

/// Slope (bins per frame) of the line through the seed with the highest mean excess within 0.8 ms
/// on both sides.
double starting_slope(const Surface& surface, const Cell& seed) {
  const CellScale& scale = surface.scale();
  const int reach = std::max(1, scale.frames(0.8));
  double best_mean = -1, best = 0;
  for (const int khz_per_ms : {0, -1, 1, -2, 2, -4, 4, -7, 7, -11, 11, -16, 16, -22, 22}) {
    const double slope = scale.bins_per_frame(khz_per_ms);
    double total = 0;
    for (int j = -reach; j <= reach; ++j) {
      if (j == 0) continue;
      const int frame = std::clamp(seed.frame + j, 0, surface.frames() - 1);
      const int bin = std::clamp(round_to_int(seed.bin + slope * j), 0, surface.bins() - 1);
      total += std::max(0.0f, surface.excess(bin, frame));
    }
    const double mean = total / (2 * reach);
    if (best_mean >= 0 && mean <= best_mean + 0.3) continue;
    best_mean = mean;
    best = slope;
  }
  return best;
}

struct Point {
  Cell cell;
  float excess;
};

/// A walk along a ridge from its seed, forwards (+1) or backwards (−1) in time.
class Walk {
 public:
  Walk(const Surface& surface, const UsedCells& used, const Cell& seed, int direction, double slope)
      : surface_(surface),
        scale_(surface.scale()),
        used_(used),
        direction_(direction),
        slope_(slope),
        base_bins_(std::max(2.0, scale_.bins_per_frame(4))),
        points_{{seed, surface.excess(seed.bin, seed.frame)}} {}

  std::vector<Point> run() {
    const int max_gap = scale_.frames(kGapMs);
    for (int frame = points_.back().cell.frame + direction_;
         frame >= 0 && frame < surface_.frames(); frame += direction_) {
      const int gap = std::abs(frame - points_.back().cell.frame);
      if (gap > max_gap || !try_frame(frame, gap)) break;
    }
    drop_weak_end();
    drop_loose_end();
    return std::move(points_);
  }

 private:
  /// How far the next cell may lie below and above the predicted bin.
  struct Reach {
    double down, up;
  };

  Reach reach(int gap) const {
    const float loud = points_.back().excess;
    const bool short_gap = gap <= 2;  // After a longer gap, another sound may follow.
    const double width = base_bins_ + (loud > kLoudDb && short_gap ? 0.7 : 0.35) * std::abs(slope_);
    const double fall =
        short_gap ? std::clamp((loud - kLoudDb) / 10.0, 0.0, 1.0) * scale_.bins_per_frame(12) : 0;
    Reach reach{width + (direction_ > 0 ? fall : 0), width + (direction_ < 0 ? fall : 0)};
    // A steep sweep does not turn back: its echo is there.
    if (slope_ < -scale_.bins_per_frame(4)) {
      double& back = direction_ > 0 ? reach.up : reach.down;
      back = std::min(back, base_bins_ - 0.5 * slope_);
    }
    return reach;
  }

  /// Adds the best cell of a frame if it is good enough; returns false if the walk ends.
  bool try_frame(int frame, int gap) {
    const double predicted = points_.back().cell.bin + slope_ * direction_ * gap;
    const auto [down, up] = reach(gap);
    const int first = std::max(1, static_cast<int>(std::ceil(predicted - down)));
    const int last = std::min(surface_.bins() - 2, static_cast<int>(std::floor(predicted + up)));
    if (last < first) return false;
    const int bin = best_bin(frame, first, last, predicted);
    const float excess = surface_.excess(bin, frame);
    if (excess >= limit(bin, frame) && !used_.contains(bin, frame)) {
      points_.push_back({{frame, bin}, excess});
      if (is_weak()) return false;
      update_slope();
    }
    return true;
  }

  int best_bin(int frame, int first, int last, double predicted) const {
    constexpr double kDbPerKhz = 0.3;
    int best = first;
    double highest = -1e9;
    for (int bin = first; bin <= last; ++bin) {
      const double value = surface_.excess(bin, frame) -
                           kDbPerKhz * std::abs(bin - predicted) * scale_.bin_hz / 1000;
      if (value > highest) {
        highest = value;
        best = bin;
      }
    }
    return best;
  }

  double limit(int bin, int frame) const {
    return std::max({static_cast<double>(kExtendDb),
                     static_cast<double>(surface_.clutter(bin, frame) + kAboveClutterDb),
                     static_cast<double>(points_.front().excess) - kDepthDb, own_tail(bin, frame)});
  }

  /// Excess that an echo of the ridge so far may reach at a cell; before the seed, that of an
  /// overlapping weaker call.
  double own_tail(int bin, int frame) const {
    const double near_bins = kTailHz / scale_.bin_hz;
    double highest = -1e9;
    for (const Point& point : points_) {
      const double ms = (frame - point.cell.frame) * scale_.frame_ms;
      if (std::abs(ms) < kTailAfterMs) break;
      if (ms < -kHeadMs || std::abs(point.cell.bin - bin) > near_bins) continue;
      const double down = ms > 0 ? kTailDb + kTailDbPerMs * ms : kHeadDb;
      highest = std::max(highest, point.excess - down);
    }
    return highest;
  }

  /// Whether the last 2.5 ms are noise.
  bool is_weak() const {
    const auto count = static_cast<size_t>(scale_.frames(2.5));
    if (points_.size() <= count) return false;
    double sum = 0;
    for (size_t i = points_.size() - count; i < points_.size(); ++i) sum += points_[i].excess;
    return sum < kWeakDb * static_cast<double>(count);
  }

  /// Updates the slope from the last millisecond.
  void update_slope() {
    const size_t count = std::min(
        points_.size(), size_t{3} + static_cast<size_t>(std::max(0, scale_.frames(1.0) - 2)));
    if (count < 3) return;
    const Cell &a = points_[points_.size() - count].cell, &b = points_.back().cell;
    const double steepest = scale_.bins_per_frame(25);
    slope_ = std::clamp(static_cast<double>(b.bin - a.bin) / (b.frame - a.frame), -steepest,
                        steepest / 2);
  }

  /// Trims an end below 7 dB to two frames.
  void drop_weak_end() {
    size_t last = points_.size();
    while (last > 1 && points_[last - 1].excess < kWeakDb) --last;
    points_.resize(std::min(points_.size(), last + 2));
  }

  /// Drops an end that is not longer than twice the gap before it.
  void drop_loose_end() {
    for (size_t i = points_.size() - 1; i > 0; --i) {
      const int gap = std::abs(points_[i].cell.frame - points_[i - 1].cell.frame) - 1;
      if (gap == 0) continue;
      if (points_.size() - i > 2 * static_cast<size_t>(gap)) return;
      points_.resize(i);
    }
  }

  const Surface& surface_;
  const CellScale& scale_;
  const UsedCells& used_;
  int direction_;
  double slope_;  ///< bins per frame, forwards in time
  double base_bins_;
  std::vector<Point> points_;
};

}  // namespace

std::vector<Cell> follow_ridge(const Surface& surface, const Cell& seed, const UsedCells& used) {
  const double slope = starting_slope(surface, seed);
  const std::vector<Point> before = Walk(surface, used, seed, -1, slope).run();
  const std::vector<Point> after = Walk(surface, used, seed, 1, slope).run();
  std::vector<Cell> cells;
  for (size_t i = before.size() - 1; i > 0; --i) cells.push_back(before[i].cell);
  for (const Point& point : after) cells.push_back(point.cell);
  return cells;
}

}  // namespace noctule
