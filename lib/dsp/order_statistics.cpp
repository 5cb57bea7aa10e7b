// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/order_statistics.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <utility>

#include "core/simd.h"

namespace noctule {
namespace {

constexpr size_t kChunk = 512;

/// Bucket 0 for v ≤ low, else 1 + floor((v − low)·scale), at most `last`.
NOCTULE_SIMD void find_buckets(const float* __restrict values, size_t count, float low, float scale,
                               int last, int32_t* __restrict buckets) {
  for (size_t i = 0; i < count; ++i) {
    const int32_t bucket = 1 + static_cast<int32_t>((values[i] - low) * scale);
    buckets[i] = values[i] > low ? std::min(bucket, last) : 0;
  }
}

/// Slots in a ring buffer of `width` steps that starts with step `lowest` at `first_slot`; `width`
/// for lower values.
NOCTULE_SIMD void find_slots(const float* __restrict values, size_t count, float per_step,
                             float lowest, int32_t first_slot, int32_t width,
                             int32_t* __restrict slots) {
  for (size_t i = 0; i < count; ++i) {
    const float above = std::nearbyint(values[i] * per_step) - lowest;
    const int32_t slot = first_slot + static_cast<int32_t>(above);
    slots[i] = above < 0 ? width : slot >= width ? slot - width : slot;
  }
}

/// Number of values ≤ `limit`.
NOCTULE_SIMD int32_t count_up_to(const float* __restrict values, size_t count, float limit) {
  int32_t n = 0;
  for (size_t i = 0; i < count; ++i) n += values[i] <= limit ? 1 : 0;
  return n;
}

/// 1 for each value from `from` to `to`, else 0; returns the number of values below `from`.
NOCTULE_SIMD int32_t mark_between(const float* __restrict values, size_t count, float from,
                                  float to, uint8_t* __restrict marks) {
  int32_t below = 0;
  for (size_t i = 0; i < count; ++i) {
    below += values[i] < from ? 1 : 0;
    marks[i] = static_cast<uint8_t>((values[i] >= from) & (values[i] <= to));
  }
  return below;
}

/// Appends the marked values to `out`. They are few, so the rest is skipped eight at a time:
///
///   value     0  1  2  3  4  5  6  7
///   mark      0  0  1  0  0  0  1  0
///   eight    0x00'01'00'00'00'01'00'00    lowest set bit / 8 = 2; cleared, it is 6; then zero
void pick(const float* values, const std::array<uint8_t, kChunk>& marks, size_t count,
          std::vector<float>& out) {
  std::array<float, kChunk> picked;
  size_t n = 0;
  for (size_t i = 0; i < count; i += 8) {
    uint64_t eight;
    std::memcpy(&eight, &marks[i], sizeof eight);
    for (; eight != 0; eight &= eight - 1)
      picked[n++] = values[i + static_cast<size_t>(std::countr_zero(eight)) / 8];
  }
  out.insert(out.end(), picked.begin(), picked.begin() + static_cast<ptrdiff_t>(n));
}

/// Calls f(values, count) chunk by chunk.
template <class F>
void for_each_chunk(std::span<const float> values, F f) {
  for (size_t done = 0; done < values.size(); done += kChunk)
    f(values.data() + done, std::min(kChunk, values.size() - done));
}

/// Appends the values from `from` to `to` to `out`; returns the number of those below `from`.
int64_t keep_between(std::span<const float> values, float from, float to, std::vector<float>& out) {
  alignas(8) std::array<uint8_t, kChunk> marks;
  int64_t below = 0;
  for_each_chunk(values, [&](const float* chunk, size_t count) {
    std::fill(marks.begin() + static_cast<ptrdiff_t>(count), marks.end(), uint8_t{0});
    below += mark_between(chunk, count, from, to, marks.data());
    pick(chunk, marks, count, out);
  });
  return below;
}

/// No limit. Not infinity, which the finite-math flags do not allow.
constexpr float kLowest = std::numeric_limits<float>::lowest();
constexpr float kHighest = std::numeric_limits<float>::max();

}  // namespace

void SampledMedian::reset(float low, float high, AtLow at_low) {
  low_ = low;
  bucket_width_ = (high - low) / static_cast<float>(kBuckets - 2);
  at_low_ = at_low;
  counts_.fill(0);
  sampling_ = true;
}

void SampledMedian::sample(std::span<const float> values) {
  const float scale = bucket_width_ > 0 ? 1 / bucket_width_ : 0;
  for_each_chunk(values, [&](const float* chunk, size_t count) {
    std::array<int32_t, kChunk> buckets;
    find_buckets(chunk, count, low_, scale, kBuckets - 1, buckets.data());
    for (size_t i = 0; i < count; ++i) ++counts_[buckets[i]];
  });
}

void SampledMedian::narrow() {
  sampling_ ? narrow_by_sample() : widen();
  sampling_ = false;
  total_ = below_ = 0;
  kept_.clear();
}

/// Limits between which the median lies in 99.7 % of all cases if the values are independent: three
/// standard deviations of its rank in the sample, √n / 2 each (David & Nagaraja, Order Statistics,
/// 2003, section 7.1).
void SampledMedian::narrow_by_sample() {
  if (at_low_ == AtLow::kIgnore) counts_[0] = 0;
  const double total = std::accumulate(counts_.begin(), counts_.end(), 0.0);
  const double margin = 1.5 * std::sqrt(total) + 1;
  const double first = total / 2 - margin, last = total / 2 + margin;
  from_ = kLowest;
  to_ = kHighest;
  double seen = 0;
  for (int i = 0; i < kBuckets && seen <= last; ++i) {
    const float start = low_ + static_cast<float>(i - 1) * bucket_width_;
    if (i > 0 && seen <= first) from_ = start;
    seen += counts_[i];
    if (seen > last) to_ = i == 0 ? low_ : start + bucket_width_;
  }
}

/// The median is outside the limits: on one side or, if it is the mean of two values, on both.
void SampledMedian::widen() {
  if (lower_rank() < below_) from_ = kLowest;
  if (upper_rank() >= end_rank()) to_ = kHighest;
}

void SampledMedian::collect(std::span<const float> values) {
  total_ += static_cast<int64_t>(values.size());
  float from = from_;
  if (at_low_ == AtLow::kIgnore) {
    const int64_t ignored = count_up_to(values.data(), values.size(), low_);
    total_ -= ignored;
    below_ -= ignored;
    from = std::max(from, std::nextafter(low_, kHighest));
  }
  below_ += keep_between(values, from, to_, kept_);
}

bool SampledMedian::found() const {
  return total_ == 0 || (lower_rank() >= below_ && upper_rank() < end_rank());
}

/// Reduces many kept values to those near the median, as if they were spread evenly between the
/// limits; keeps all if they are not.
void SampledMedian::drop_outer() {
  constexpr double kFew = 64;
  const auto count = static_cast<double>(kept_.size());
  if (count < kFew || from_ == kLowest || to_ == kHighest) return;
  const double width = to_ - from_, margin = 1.5 * std::sqrt(count) + 1;
  const double at = static_cast<double>(lower_rank() - below_);
  const auto from = static_cast<float>(from_ + width * (at - margin) / count);
  const auto to = static_cast<float>(from_ + width * (at + margin) / count);
  inner_.clear();
  const int64_t below = below_ + keep_between(kept_, from, to, inner_);
  const int64_t end = below + static_cast<int64_t>(inner_.size());
  if (lower_rank() < below || upper_rank() >= end) return;
  below_ = below;
  kept_.swap(inner_);
}

std::optional<float> SampledMedian::median() {
  if (total_ == 0) return std::nullopt;
  drop_outer();
  for (float& value : kept_) value = std::max(value, low_);
  const auto nth = kept_.begin() + (lower_rank() - below_);
  std::nth_element(kept_.begin(), nth, kept_.end());
  if (total_ % 2 == 1) return *nth;
  return 0.5f * (*nth + *std::min_element(nth + 1, kept_.end()));
}

SteppedMedians::SteppedMedians(int rows, float step, int range_steps)
    : rows_(rows),
      step_(step),
      width_(range_steps + 1),
      counts_(static_cast<size_t>(rows) * static_cast<size_t>(width_ + 1)) {}

int64_t SteppedMedians::to_step(float value) const { return std::llround(value / step_); }

void SteppedMedians::raise(float maximum) {
  const int64_t lowest = to_step(maximum) - (width_ - 1);
  if (empty_) lowest_ = lowest;
  empty_ = false;
  const int64_t dropped = std::min(lowest - lowest_, width_);
  for (int64_t step = lowest_; step < lowest_ + dropped; ++step) {
    const size_t slot = slot_of(step);
    for (int row = 0; row < rows_; ++row)
      counters(row)[width_] += std::exchange(counters(row)[slot], 0u);
  }
  lowest_ = std::max(lowest_, lowest);
}

void SteppedMedians::count(int row, std::span<const float> values) {
  uint32_t* counts = counters(row);
  const auto first_slot = static_cast<int32_t>(slot_of(lowest_));
  for_each_chunk(values, [&](const float* chunk, size_t count) {
    std::array<int32_t, kChunk> slots;
    find_slots(chunk, count, 1 / step_, static_cast<float>(lowest_), first_slot,
               static_cast<int32_t>(width_), slots.data());
    for (size_t i = 0; i < count; ++i) ++counts[slots[i]];
  });
}

void SteppedMedians::count(int row, float value, uint32_t times) {
  const int64_t step = to_step(value);
  counters(row)[step < lowest_ ? static_cast<size_t>(width_) : slot_of(step)] += times;
}

std::optional<float> SteppedMedians::median(int row) const {
  const uint32_t* counts = counters(row);
  const int64_t total = std::accumulate(counts, counts + width_ + 1, int64_t{0});
  if (total == 0) return std::nullopt;
  const auto at_rank = [&](int64_t rank) {
    int64_t seen = counts[width_];
    for (int64_t step = lowest_; step < lowest_ + width_; ++step) {
      if (rank < seen) return static_cast<float>(step) * step_;
      seen += counts[slot_of(step)];
      if (rank < seen) return static_cast<float>(step) * step_;
    }
    return static_cast<float>(lowest_ + width_ - 1) * step_;
  };
  const float lower = at_rank((total - 1) / 2), upper = at_rank(total / 2);
  return lower == upper ? lower : 0.5f * (lower + upper);
}

}  // namespace noctule
