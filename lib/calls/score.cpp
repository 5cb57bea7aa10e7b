// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls/score.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace noctule {
namespace {

/// Mean of the excess over the existing bins of [first, end), negative values counting as 0.
double positive_mean(const Surface& surface, int first, int end, int frame) {
  first = std::max(first, 0);
  end = std::min(end, surface.bins());
  if (end <= first) return 0;
  float sum = 0;
  for (int bin = first; bin < end; ++bin) sum += std::max(0.0f, surface.excess(bin, frame));
  return sum / static_cast<float>(end - first);
}

/// The louder of the two bands from `near` to `far` bins below and above the cell.
double side_level(const Surface& surface, const Cell& cell, int near, int far) {
  return std::max(positive_mean(surface, cell.bin - far, cell.bin - near, cell.frame),
                  positive_mean(surface, cell.bin + near, cell.bin + far, cell.frame));
}

/// Mean decibels of the ridge and its surroundings, averaged over its cells.
struct Contrast {
  double beside = 0, earlier = 0, remote = 0, edge = 0, clutter = 0, busy = 0, mean = 0;
};

Contrast contrast_of(const Surface& surface, const Ridge& ridge) {
  const CellScale& scale = surface.scale();
  const int near = scale.bins_of(4000), edge = scale.bins_of(3000);
  const int remote = scale.bins_of(9000), farthest = scale.bins_of(25000);
  const std::array<int, 4> earlier{scale.frames(2), scale.frames(2.7), scale.frames(3.4),
                                   scale.frames(4)};
  const double share = 1.0 / static_cast<double>(ridge.cells.size());
  Contrast c;
  for (size_t i = 0; i < ridge.cells.size(); ++i) {
    const Cell& cell = ridge.cells[i];
    const auto excess = [&](int bin, int frame) {
      return std::max(0.0f, surface.excess(std::clamp(bin, 0, surface.bins() - 1), frame));
    };
    double before = 0;
    for (const int frames : earlier)
      before += excess(cell.bin, std::max(0, cell.frame - frames)) / 4.0;
    c.beside += share * side_level(surface, cell, near, 2 * near);
    c.earlier += share * before;
    c.remote += share * side_level(surface, cell, remote, farthest);
    c.edge +=
        share * std::max(excess(cell.bin + edge, cell.frame), excess(cell.bin - edge, cell.frame));
    c.clutter += share * surface.clutter(cell.bin, cell.frame);
    c.busy += share * surface.busy(cell.bin);
    c.mean += share * ridge.excess[i];
  }
  return c;
}

/// Mean excess of the ridge's bins 3 to 6 ms after `frame` (before it, if `direction` is −1),
/// negative values counting as 0.
double excess_beside(const Surface& surface, const Ridge& ridge, int frame, int direction) {
  std::vector<int> bins;
  for (const Cell& cell : ridge.cells) bins.push_back(cell.bin);
  std::sort(bins.begin(), bins.end());
  bins.erase(std::unique(bins.begin(), bins.end()), bins.end());
  constexpr int kFirstMs = 3, kLastMs = 6;
  double sum = 0;
  for (int ms = kFirstMs; ms <= kLastMs; ++ms) {
    const int other = frame + direction * surface.scale().frames(ms);
    for (const int bin : bins)
      sum += std::max(0.0f, surface.excess(bin, std::clamp(other, 0, surface.frames() - 1)));
  }
  return sum / static_cast<double>((kLastMs - kFirstMs + 1) * bins.size());
}

/// Mean change of the frequency step from cell to cell, kHz.
double roughness(const CellScale& scale, const Ridge& ridge) {
  constexpr double kUnknown = 5;
  if (ridge.cells.size() < 4) return kUnknown;
  double sum = 0;
  for (size_t i = 2; i < ridge.cells.size(); ++i)
    sum += std::abs(ridge.cells[i].bin - 2 * ridge.cells[i - 1].bin + ridge.cells[i - 2].bin);
  return sum * scale.bin_hz / 1000 / static_cast<double>(ridge.cells.size() - 2);
}

/// How a sound near the ridge's strongest cell moves through frequency.
struct Sweep {
  double lag_ms = 0;  ///< delay of frequencies 10 kHz lower
  double share = 0;   ///< share of the surrounding bins that are loud at some time
};

/// From the time at which each bin within 15 kHz of the strongest cell is loudest within 2.5 ms. A
/// call sweeps down; a click is loud in all bins at once.
Sweep sweep_of(const Surface& surface, const Ridge& ridge) {
  constexpr double kReachHz = 15e3, kReachMs = 2.5;
  constexpr float kLoudDb = 8;
  constexpr int kMinBins = 6;
  const CellScale& scale = surface.scale();
  const int reach = scale.bins_of(kReachHz), frames = scale.frames(kReachMs);
  const int first_bin = std::max(0, ridge.peak_bin - reach);
  const int end_bin = std::min(surface.bins(), ridge.peak_bin + reach + 1);
  const int first = std::max(0, ridge.peak_frame - frames);
  const int end = std::min(surface.frames(), ridge.peak_frame + frames + 1);
  double n = 0, x = 0, y = 0, xx = 0, xy = 0;
  for (int bin = first_bin; bin < end_bin; ++bin) {
    int loudest = first;
    for (int frame = first; frame < end; ++frame)
      if (surface.excess(bin, frame) > surface.excess(bin, loudest)) loudest = frame;
    if (surface.excess(bin, loudest) < kLoudDb) continue;
    const double khz = (bin - ridge.peak_bin) * scale.bin_hz / 1000;
    const double ms = (loudest - ridge.peak_frame) * scale.frame_ms;
    n += 1;
    x += khz;
    y += ms;
    xx += khz * khz;
    xy += khz * ms;
  }
  Sweep sweep;
  sweep.share = n / (end_bin - first_bin);
  if (n >= kMinBins) sweep.lag_ms = -10 * (n * xy - x * y) / (n * xx - x * x);
  return sweep;
}

}  // namespace

Features features_of(const Surface& surface, const Ridge& ridge) {
  const CellScale& scale = surface.scale();
  const Contrast c = contrast_of(surface, ridge);
  const double duration_ms = ridge.duration_ms(scale);
  const double slope = (ridge.cells.back().bin - ridge.cells.front().bin) * scale.bin_hz / 1000 /
                       std::max(duration_ms, scale.frame_ms);
  const double density =
      static_cast<double>(ridge.cells.size()) / (ridge.last_frame() - ridge.first_frame() + 1);
  const double bandwidth_hz = (ridge.high_bin - ridge.low_bin + 1) * scale.bin_hz;
  const Sweep sweep = sweep_of(surface, ridge);
  const std::array<double, ScoreWeights::kFeatures> values{
      std::min(ridge.snr, 40.0f) / 10,
      std::min(ridge.above, 30.0f) / 10,
      std::log(std::clamp(ridge.mass, 3.0, 300.0)),
      std::clamp(c.mean - c.beside, -5.0, 25.0) / 10,
      std::clamp(c.mean - c.earlier, -5.0, 25.0) / 10,
      std::clamp(c.mean - c.remote, -5.0, 25.0) / 10,
      std::clamp(c.mean - c.edge, -5.0, 20.0) / 10,
      std::clamp(c.clutter, 0.0, 20.0) / 10,
      std::clamp(c.busy, 0.0, 15.0) / 10,
      std::min(roughness(scale, ridge), 5.0) / 2,
      2 * density,
      std::log(std::clamp(duration_ms, 0.6, 60.0)),
      std::clamp(slope, -16.0, 8.0) / 8,
      std::clamp(25e3 - ridge.peak_bin * scale.bin_hz, 0.0, 15e3) / 10e3,
      std::log(std::clamp(bandwidth_hz, 1e3, 1e5) / 1e4),
      std::clamp(excess_beside(surface, ridge, ridge.first_frame(), -1), 0.0, 20.0) / 10,
      std::clamp(excess_beside(surface, ridge, ridge.last_frame(), 1), 0.0, 20.0) / 10,
      std::clamp(ridge.shade_db, 0.0f, 40.0f) / 10,
      std::clamp(ridge.shade_ms, 0.0f, 40.0f) / 10,
      std::clamp(sweep.lag_ms, -1.0, 2.0),
      sweep.share,
  };
  Features features;
  std::transform(values.begin(), values.end(), features.begin(),
                 [](double value) { return static_cast<float>(value); });
  return features;
}

float score(const Features& features) {
  const ScoreWeights& w = kScoreWeights;
  float sum = w.output_bias;
  for (int j = 0; j < ScoreWeights::kHidden; ++j) {
    float input = w.bias[j];
    for (int i = 0; i < ScoreWeights::kFeatures; ++i) input += w.weight[j][i] * features[i];
    sum += w.output[j] * std::tanh(input);
  }
  return sum;
}

}  // namespace noctule
