// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace noctule {

/// Exact median of many values in two sweeps, without sorting or storing them all: count() every
/// value, then narrow(), collect() every value again, then median(). Values may come in any order
/// and in chunks of any size. Values above `high` are not allowed.
class TwoSweepMedian {
 public:
  /// How values at or below `low` are treated.
  enum class AtLow { kCountAsLow, kIgnore };

  void reset(float low, float high, AtLow at_low);
  void count(std::span<const float> values);
  void narrow();
  void collect(std::span<const float> values);
  /// The middle value, or the mean of the middle two; nullopt if no value was counted.
  std::optional<float> median();

 private:
  static constexpr int kBuckets = 1024;

  float low_ = 0, scale_ = 0;
  AtLow at_low_ = AtLow::kCountAsLow;
  /// Tables used in turn: neighbouring values often share a bucket, and incrementing the same
  /// counter again stalls until the previous increment is stored.
  ///
  ///   value     0   1   2   3   4   5  …
  ///   bucket   17  17  17  18  17  17  …
  ///   table     0   1   2   3   0   1  …    narrow() adds them up
  static constexpr int kTables = 4;
  std::array<std::array<uint32_t, kBuckets>, kTables> counts_;
  int64_t total_ = 0;
  int first_bucket_ = 0, last_bucket_ = 0;
  int64_t below_ = 0;  ///< values in buckets before first_bucket_
  std::vector<float> candidates_;
};

/// Medians of values that are multiples of a step, from a histogram of `range_steps` steps below
/// the maximum so far; lower values count as the lowest step.
class SteppedMedians {
 public:
  /// One median for each of `rows` rows.
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
  uint32_t* counters(int row) { return counts_.data() + static_cast<size_t>(row) * width_; }
  const uint32_t* counters(int row) const {
    return counts_.data() + static_cast<size_t>(row) * width_;
  }

  int rows_;
  float step_;
  int64_t width_;       ///< steps kept, as a ring buffer: step s is at s mod width
  int64_t lowest_ = 0;  ///< the lowest step kept
  bool empty_ = true;
  std::vector<uint32_t> counts_;
  std::vector<int64_t> below_;
};

}  // namespace noctule
