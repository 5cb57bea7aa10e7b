// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace noctule {

/// Exact median of many values, without sorting or storing them all. A sample gives limits between
/// which the median probably lies. In a pass over all values, those below the limits are counted
/// and those between are kept:
///
///   sample   │▁▂▃▅▆▇█▇▆▅▄▃▂▁│    histogram
///   values   ←  counted  →│kept│← ignored
///                          ↑
///                          median
///
/// Call sample() with some values; then narrow() and collect() with all of them; repeat these two
/// until found(). Values may come in any order and in chunks of any size. Values above `high` are
/// not allowed.
class SampledMedian {
 public:
  /// How values at or below `low` are treated.
  enum class AtLow { kCountAsLow, kIgnore };
  /// Every eighth value is enough for a sample.
  static constexpr int kSampleStride = 8;

  void reset(float low, float high, AtLow at_low);
  void sample(std::span<const float> values);
  void narrow();
  void collect(std::span<const float> values);
  /// Whether the values collected since narrow() give the median.
  bool found() const;
  /// The middle value, or the mean of the middle two; nullopt if no value was counted.
  std::optional<float> median();

 private:
  static constexpr int kBuckets = 1024;

  void narrow_by_sample();
  void widen();
  void drop_outer();
  int64_t lower_rank() const { return (total_ - 1) / 2; }
  int64_t upper_rank() const { return total_ / 2; }
  int64_t end_rank() const { return below_ + static_cast<int64_t>(kept_.size()); }

  float low_ = 0, bucket_width_ = 0;
  AtLow at_low_ = AtLow::kCountAsLow;
  std::array<uint32_t, kBuckets> counts_;  ///< of the sample; see find_buckets()
  bool sampling_ = true;
  float from_ = 0, to_ = 0;  ///< limits of the values kept
  int64_t total_ = 0;
  int64_t below_ = 0;  ///< values counted below from_
  std::vector<float> kept_, inner_;
};

/// Medians of values that are multiples of a step, from a histogram of `range_steps` steps below
/// the maximum so far; lower values count as the lowest step.
class SteppedMedians {
 public:
  /// One median for each of `rows` rows. Needs 4 · (range_steps + 2) bytes for each.
  SteppedMedians(int rows, float step, int range_steps);

  /// Counts `values` of a row; first raise() to at least their maximum.
  void count(int row, std::span<const float> values);
  void raise(float maximum);
  /// Counts one value `times` times.
  void count(int row, float value, uint32_t times);
  /// Calls f(value, times) for each value of a row that occurred, except those below the range.
  template <class F>
  void for_each_value(int row, F f) const {
    for (int64_t step = lowest_; step < lowest_ + width_; ++step)
      if (const uint32_t times = counters(row)[slot_of(step)]; times > 0)
        f(static_cast<float>(step) * step_, times);
  }
  /// The median of a row, with values clamped to at least maximum − range; nullopt for an empty
  /// row.
  std::optional<float> median(int row) const;

 private:
  int64_t to_step(float value) const;
  size_t slot_of(int64_t step) const {
    return static_cast<size_t>(((step % width_) + width_) % width_);
  }
  uint32_t* counters(int row) { return counts_.data() + static_cast<size_t>(row) * (width_ + 1); }
  const uint32_t* counters(int row) const {
    return counts_.data() + static_cast<size_t>(row) * (width_ + 1);
  }

  int rows_;
  float step_;
  int64_t width_;       ///< steps kept, as a ring buffer: step s is at s mod width
  int64_t lowest_ = 0;  ///< the lowest step kept
  bool empty_ = true;
  /// (rows, width + 1): the ring buffer, and the number of values below it.
  std::vector<uint32_t> counts_;
};

}  // namespace noctule
