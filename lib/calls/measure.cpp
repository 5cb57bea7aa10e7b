// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls/measure.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <vector>

namespace noctule {
namespace {

constexpr double kRounding = 1e-9;
/// A call fades below the excess at which a ridge ends: labels drawn by hand end later.
constexpr double kFadingMs = 0.25;

/// The ridge as a curve.
struct Curve {
  std::vector<double> ms, khz, db;
};

/// Vertex of the parabola through the cell and its neighbours in frequency.
double refined_bin(const Surface& surface, const Cell& cell) {
  const double at = surface.excess(cell.bin, cell.frame);
  const double below = surface.excess(std::max(cell.bin - 1, 0), cell.frame);
  const double above = surface.excess(std::min(cell.bin + 1, surface.bins() - 1), cell.frame);
  const double curvature = below - 2 * at + above;
  return curvature < 0 ? cell.bin + std::clamp(0.5 * (below - above) / curvature, -0.5, 0.5)
                       : cell.bin;
}

Curve curve_of(const Surface& surface, const Ridge& ridge, int64_t first_frame) {
  const CellScale& scale = surface.scale();
  // Decibels averaged over an even number of frames are centred half a frame early.
  const int before = scale.kernel / 2;
  const double shift = (scale.kernel - 1) / 2.0 - before;
  Curve curve;
  for (size_t i = 0; i < ridge.cells.size(); ++i) {
    const Cell& cell = ridge.cells[i];
    curve.ms.push_back((static_cast<double>(first_frame + cell.frame) + shift) * scale.frame_ms);
    curve.khz.push_back(refined_bin(surface, cell) * scale.bin_hz / 1000);
    curve.db.push_back(ridge.excess[i]);
  }
  return curve;
}

/// Time at which the excess first comes within 6 dB of the maximum of its first 1.5 ms, limited to
/// the smearing of the window. Takes iterators, to search from either end.
template <class Iterator>
double edge(Iterator ms, Iterator ms_end, Iterator db) {
  constexpr double kNearMs = 1.5, kHalfDb = 6, kSmearMs = 0.3, kFaintDb = 15, kFullDb = 30;
  const auto count = std::distance(
      ms, std::find_if(ms, ms_end, [&](double at) { return std::abs(at - *ms) > kNearMs; }));
  const double highest = *std::max_element(db, db + count);
  const double limit = highest - kHalfDb;
  const auto i =
      std::distance(db, std::find_if(db, db + count, [&](double v) { return v >= limit; }));
  if (i == 0) return *ms;
  const double crossing =
      ms[i - 1] + (limit - db[i - 1]) / (db[i] - db[i - 1]) * (ms[i] - ms[i - 1]);
  const double reach = kSmearMs * std::clamp((highest - kFaintDb) / (kFullDb - kFaintDb), 0.0, 1.0);
  return *ms + std::clamp(crossing - *ms, -reach, reach);
}

struct Line {
  double slope_khz_per_ms = 0;
  double khz = 0;
};

/// Fits a straight line to the curve within 0.8 ms of `at`; returns false for fewer than three
/// points.
bool fit_line(const Curve& curve, double at, Line& line) {
  constexpr double kReachMs = 0.8;
  double n = 0, x = 0, y = 0, xx = 0, xy = 0;
  for (size_t i = 0; i < curve.ms.size(); ++i) {
    const double dx = curve.ms[i] - at;
    if (std::abs(dx) > kReachMs + kRounding) continue;
    n += 1;
    x += dx;
    y += curve.khz[i];
    xx += dx * dx;
    xy += dx * curve.khz[i];
  }
  if (n < 3) return false;
  line.slope_khz_per_ms = (n * xy - x * y) / (n * xx - x * x);
  line.khz = (y - line.slope_khz_per_ms * x) / n;
  return true;
}

Line find_flattest(const Curve& curve, double start_ms, double end_ms) {
  constexpr double kLastShare = 0.4;
  const double from = end_ms - kLastShare * (end_ms - start_ms);
  Line best{0, curve.khz.back()};
  bool found = false;
  for (const double at : curve.ms) {
    Line line;
    if (at < from - kRounding || at > end_ms + kRounding || !fit_line(curve, at, line)) continue;
    if (found && std::abs(line.slope_khz_per_ms) >= std::abs(best.slope_khz_per_ms)) continue;
    best = line;
    found = true;
  }
  return best;
}

/// The points from start to end, and always the loudest.
Curve cut(const Curve& curve, double start_ms, double end_ms) {
  const auto loudest =
      std::distance(curve.db.begin(), std::max_element(curve.db.begin(), curve.db.end()));
  Curve inside;
  for (size_t i = 0; i < curve.ms.size(); ++i) {
    const bool within = curve.ms[i] >= start_ms - kRounding && curve.ms[i] <= end_ms + kRounding;
    if (!within && static_cast<ptrdiff_t>(i) != loudest) continue;
    inside.ms.push_back(curve.ms[i]);
    inside.khz.push_back(curve.khz[i]);
    inside.db.push_back(curve.db[i]);
  }
  return inside;
}

}  // namespace

Call measure_call(const Surface& surface, const Ridge& ridge, int64_t first_frame) {
  const Curve curve = curve_of(surface, ridge, first_frame);
  Call call;
  const double start = edge(curve.ms.begin(), curve.ms.end(), curve.db.begin());
  const double end = edge(curve.ms.rbegin(), curve.ms.rend(), curve.db.rbegin());
  const double last_ms =
      static_cast<double>(first_frame + surface.frames() - 1) * surface.scale().frame_ms;
  call.start_ms = std::max(0.0, start);
  call.end_ms = std::max(end, std::min(end + kFadingMs, last_ms));
  const Curve inside = cut(curve, start, end);
  const auto [low, high] = std::minmax_element(inside.khz.begin(), inside.khz.end());
  const double half_bin_hz = surface.scale().bin_hz / 2;
  call.low_hz = 1000 * *low - half_bin_hz;
  call.high_hz = 1000 * *high + half_bin_hz;
  const auto loudest =
      std::distance(inside.db.begin(), std::max_element(inside.db.begin(), inside.db.end()));
  call.peak_hz = 1000 * inside.khz[static_cast<size_t>(loudest)];
  const Line flattest = find_flattest(inside, start, end);
  call.char_hz = 1000 * flattest.khz;
  call.slope_khz_per_ms = flattest.slope_khz_per_ms;
  call.snr_db = ridge.snr - kFloorToMeanDb;
  return call;
}

}  // namespace noctule
