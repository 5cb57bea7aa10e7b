// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <mutex>
#include <shared_mutex>
#include <vector>

#include "dsp/order_statistics.h"
#include "dsp/stft.h"

namespace noctule {

/// Histograms of rounded decibels for some of the bins, shared by the threads of a pass: a
/// histogram for each thread would take up to 48 MB each. The counts do not depend on the order of
/// the blocks.
class BinHistograms {
 public:
  /// For bins first_bin to first_bin + bins − 1, down to range_steps · step below the maximum.
  BinHistograms(int first_bin, int bins, float step, int range_steps);

  /// Counts the bins' values in a block; thread-safe.
  void count(const Block& block);

  /// Row i is bin first_bin + i. Complete after the pass.
  const SteppedMedians& medians() const { return medians_; }

 private:
  void raise(float maximum);

  int first_bin_, bins_;
  SteppedMedians medians_;
  std::shared_mutex range_;            ///< held exclusively while the range moves
  float maximum_;                      ///< guarded by range_
  std::vector<std::mutex> row_locks_;  ///< one for each bin
  std::atomic<int> next_start_{0};
};

}  // namespace noctule
