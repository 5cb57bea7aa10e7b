// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "calls/decibel_window.h"

namespace noctule {

/// Histogram of the averaged decibels in each bin, in steps of 0.5 dB from −100 dB. Digital silence
/// (below −99 dB) is ignored: a recorder that omits quiet passages must not lower the floor.
class DecibelHistograms {
 public:
  /// The maximum is that of the bins from `lowest_bin` up.
  explicit DecibelHistograms(int bins, int lowest_bin = 0);

  /// Counts every eighth frame of [first, end) of the window: the frames between are not
  /// independent, since windows overlap by 3/4 and decibels are averaged over some frames.
  void count(const DecibelWindow& window, int64_t first, int64_t end);
  void add(const DecibelHistograms& other);
  void clear();

  /// The `share` quantile of a bin's decibels, interpolated; −100 if none were counted.
  float quantile(int bin, double share) const;
  float maximum() const { return maximum_; }
  int bins() const { return bins_; }

 private:
  static constexpr float kLowest = -100.0f, kStep = 0.5f;
  static constexpr int kSteps = 400;

  int bins_, lowest_bin_;
  std::vector<uint32_t> counts_;  ///< (bins, kSteps)
  float maximum_ = kLowest;
};

/// Noise of each bin, from the distribution of its decibels. The 20th percentile is not raised by
/// calls until they fill four fifths of the time, so it tolerates constant-frequency calls.
struct NoiseFloor {
  explicit NoiseFloor(const DecibelHistograms& histograms, int bins);

  std::vector<float> decibels;  ///< Median of noise: 20th percentile + 2 dB, at least max − 80.
  std::vector<float> busy;      ///< Excess of the 75th percentile over that of steady noise, dB.
};

/// Measures the detector's noise floor over a whole recording, from blocks of any transform.
class NoiseFloorMeter {
 public:
  NoiseFloorMeter(const StftSizes& sizes, int64_t sample_rate_hz);

  /// Adds the next block; blocks must be consecutive.
  void add(const Block& block);

  /// After the last block: each bin's median decibels of noise, for Denoiser::reference_db. Unlike
  /// the bin's median it is not raised by calls that fill the bin for up to three quarters of the
  /// time.
  std::vector<float> finish();

 private:
  void count_ready();

  DecibelWindow window_;
  DecibelHistograms histograms_;
};

/// Offsets from the median of averaged decibels of steady noise to the median of its
/// decibels, and to its mean power in decibels: for exponentially distributed powers the mean
/// logarithm lies 2.51 dB, the median 1.59 dB below the mean.
inline constexpr float kFloorToMedianDb = 0.75f, kFloorToMeanDb = 2.35f;

}  // namespace noctule
