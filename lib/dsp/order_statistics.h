// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace noctule {

/// The exact median of many values from two sweeps over them, without sorting or keeping them:
/// count() every value, then narrow(), collect() every value again, then median(). Any order, any
/// pieces. Values at or below `low` all count as `low`, those above `high` must not occur.
class TwoSweepMedian {
 public:
  /// What becomes of values at or below `low`.
  enum class AtLow { kCountAsLow, kIgnore };

  void reset(float low, float high, AtLow at_low);
  void count(std::span<const float> values);
  void narrow();
  void collect(std::span<const float> values);
  /// The middle value, or the mean of the middle two; nothing where no value counted.
  std::optional<float> median();

 private:
  static constexpr int kBuckets = 1024;

  float low_ = 0, scale_ = 0;
  AtLow at_low_ = AtLow::kCountAsLow;
  /// Tables taking turns: neighbouring values often share a bucket, and incrementing a counter
  /// again waits for the last increment to be stored.
  static constexpr int kTables = 4;
  std::array<std::array<uint32_t, kBuckets>, kTables> counts_;
  int64_t total_ = 0;
  int first_bucket_ = 0, last_bucket_ = 0;
  int64_t below_ = 0;  ///< values in buckets before first_bucket_
  std::vector<float> candidates_;
};

/// The median of values that are multiples of a step, kept as counters for `range` steps below
/// the greatest value so far: what lies lower counts as lowest.
class SteppedMedians {
 public:
  /// One median for each of `rows` rows.
  SteppedMedians(int rows, float step, int range_steps);

  /// Counts `values` of a row; first raise() to at least their maximum.
  void count(int row, std::span<const float> values);
  void raise(float maximum);
  /// The median of a row with everything raised to maximum − range; nothing for an empty row.
  std::optional<float> median(int row) const;

 private:
  int64_t to_step(float value) const;
  uint32_t* counters(int row) { return counts_.data() + static_cast<size_t>(row) * width_; }
  const uint32_t* counters(int row) const {
    return counts_.data() + static_cast<size_t>(row) * width_;
  }

  int rows_;
  float step_;
  int64_t width_;       ///< steps kept: a ring, step s at s mod width
  int64_t lowest_ = 0;  ///< the lowest step kept
  bool empty_ = true;
  std::vector<uint32_t> counts_;
  std::vector<int64_t> below_;
};

}  // namespace noctule
