// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls/noise_floor.h"

#include <algorithm>

namespace noctule {

DecibelHistograms::DecibelHistograms(int bins, int lowest_bin)
    : bins_(bins), lowest_bin_(lowest_bin), counts_(static_cast<size_t>(bins) * kSteps) {}

void DecibelHistograms::count(const DecibelWindow& window, int64_t first, int64_t end) {
  constexpr float kSilence = -99.0f;
  constexpr int kStride = 8;
  const int64_t start = (first + kStride - 1) / kStride * kStride - window.first_frame();
  const int64_t stop = end - window.first_frame();
  for (int bin = 0; bin < bins_; ++bin) {
    uint32_t* counts = counts_.data() + static_cast<size_t>(bin) * kSteps;
    const float* decibels = window.row(bin);
    float highest = maximum_;
    for (int64_t i = start; i < stop; i += kStride) {
      const float value = decibels[i];
      highest = std::max(highest, value);
      const int step = std::clamp(static_cast<int>((value - kLowest) / kStep), 0, kSteps - 1);
      counts[step] += value > kSilence ? 1 : 0;
    }
    if (bin >= lowest_bin_) maximum_ = highest;
  }
}

void DecibelHistograms::add(const DecibelHistograms& other) {
  for (size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
  maximum_ = std::max(maximum_, other.maximum_);
}

void DecibelHistograms::clear() {
  std::fill(counts_.begin(), counts_.end(), 0);
  maximum_ = kLowest;
}

float DecibelHistograms::quantile(int bin, double share) const {
  const uint32_t* counts = counts_.data() + static_cast<size_t>(bin) * kSteps;
  int64_t total = 0;
  for (int step = 0; step < kSteps; ++step) total += counts[step];
  if (total == 0) return kLowest;
  const double target = share * static_cast<double>(total);
  double below = 0;
  int step = 0;
  while (step < kSteps - 1 && below + counts[step] < target) below += counts[step++];
  const double part = counts[step] > 0 ? (target - below) / counts[step] : 0;
  return kLowest + kStep * static_cast<float>(step + part);
}

NoiseFloor::NoiseFloor(const DecibelHistograms& histograms, int bins)
    : decibels(static_cast<size_t>(bins)), busy(static_cast<size_t>(bins)) {
  constexpr float kRangeDb = 80;
  const float lowest = histograms.maximum() - kRangeDb;
  for (int bin = 0; bin < bins; ++bin) {
    const float median = histograms.quantile(bin, 0.20) + 2.0f;
    busy[bin] = std::max(0.0f, histograms.quantile(bin, 0.75) - 1.5f - median);
    decibels[bin] = std::max(median, lowest);
  }
}

NoiseFloorMeter::NoiseFloorMeter(const StftSizes& sizes, int64_t sample_rate_hz)
    : window_(CellScale(sizes, sample_rate_hz)), histograms_(sizes.bins) {}

void NoiseFloorMeter::add(const Block& block) {
  window_.add(block, [this] { count_ready(); });
}

void NoiseFloorMeter::count_ready() {
  histograms_.count(window_, window_.first_frame(), window_.end_frame());
  window_.drop_before(window_.end_frame());
}

std::vector<float> NoiseFloorMeter::finish() {
  window_.finish();
  count_ready();
  std::vector<float> floor = NoiseFloor(histograms_, histograms_.bins()).decibels;
  for (float& value : floor) value += kFloorToMedianDb;
  return floor;
}

}  // namespace noctule
