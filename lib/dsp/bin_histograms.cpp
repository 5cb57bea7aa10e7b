// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/bin_histograms.h"

#include <algorithm>
#include <limits>

namespace noctule {

BinHistograms::BinHistograms(int first_bin, int bins, float step, int range_steps)
    : first_bin_(first_bin),
      bins_(bins),
      medians_(bins, step, range_steps),
      maximum_(std::numeric_limits<float>::lowest()),
      row_locks_(static_cast<size_t>(bins)) {}

void BinHistograms::raise(float maximum) {
  {
    const std::shared_lock lock(range_);
    if (maximum <= maximum_) return;
  }
  const std::lock_guard lock(range_);
  if (maximum <= maximum_) return;
  maximum_ = maximum;
  medians_.raise(maximum);
}

void BinHistograms::count(const Block& block) {
  raise(*std::max_element(block.maxima.begin(), block.maxima.end()));
  const std::shared_lock range_lock(range_);
  // Threads start at different bins, so that they rarely wait for one another.
  constexpr int kStarts = 4;
  const int start = next_start_++ % kStarts * bins_ / kStarts;
  for (int i = 0; i < bins_; ++i) {
    const int row = (start + i) % bins_;
    const std::lock_guard row_lock(row_locks_[row]);
    medians_.count(row, {block.row(first_bin_ + row), static_cast<size_t>(block.frames)});
  }
}

}  // namespace noctule
