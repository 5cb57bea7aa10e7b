// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/order_statistics.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
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

/// 1 for each bucket from `first` to `last`, else 0.
NOCTULE_SIMD void mark_within(const int32_t* __restrict buckets, size_t count, int32_t first,
                              int32_t last, uint8_t* __restrict marks) {
  for (size_t i = 0; i < count; ++i)
    marks[i] = static_cast<uint8_t>((buckets[i] >= first) & (buckets[i] <= last));
}

/// Copies the values whose bucket is from `first` to `last`; returns how many. They are few, so the
/// rest is skipped eight at a time:
///
///   value     0  1  2  3  4  5  6  7
///   mark      0  0  1  0  0  0  1  0
///   eight    0x00'01'00'00'00'01'00'00    lowest set bit / 8 = 2; cleared, it is 6; then zero
size_t pick(const float* values, const int32_t* buckets, size_t count, int32_t first, int32_t last,
            float* out) {
  alignas(8) std::array<uint8_t, kChunk> marks;
  marks.fill(0);
  mark_within(buckets, count, first, last, marks.data());
  size_t n = 0;
  for (size_t i = 0; i < count; i += 8) {
    uint64_t eight;
    std::memcpy(&eight, &marks[i], sizeof eight);
    for (; eight != 0; eight &= eight - 1)
      out[n++] = values[i + static_cast<size_t>(std::countr_zero(eight)) / 8];
  }
  return n;
}

/// Calls f(values, buckets, count) chunk by chunk.
template <class F>
void for_each_chunk(std::span<const float> values, float low, float scale, int last, F f) {
  std::array<int32_t, kChunk> buckets;
  for (size_t done = 0; done < values.size(); done += kChunk) {
    const size_t count = std::min(kChunk, values.size() - done);
    find_buckets(values.data() + done, count, low, scale, last, buckets.data());
    f(values.data() + done, buckets.data(), count);
  }
}

}  // namespace

void TwoSweepMedian::reset(float low, float high, AtLow at_low) {
  low_ = low;
  at_low_ = at_low;
  scale_ = high > low ? static_cast<float>(kBuckets - 2) / (high - low) : 0.0f;
  for (auto& table : counts_) table.fill(0);
  candidates_.clear();
}

void TwoSweepMedian::count(std::span<const float> values) {
  for_each_chunk(values, low_, scale_, kBuckets - 1,
                 [this](const float*, const int32_t* buckets, size_t count) {
                   size_t i = 0;
                   for (; i + kTables <= count; i += kTables)
                     for (size_t table = 0; table < kTables; ++table)
                       ++counts_[table][buckets[i + table]];
                   for (; i < count; ++i) ++counts_[0][buckets[i]];
                 });
}

void TwoSweepMedian::narrow() {
  auto& counts = counts_[0];
  for (int table = 1; table < kTables; ++table)
    for (int i = 0; i < kBuckets; ++i) counts[i] += counts_[table][i];
  if (at_low_ == AtLow::kIgnore) counts[0] = 0;
  total_ = std::accumulate(counts.begin(), counts.end(), int64_t{0});
  const int64_t lower = (total_ - 1) / 2, upper = total_ / 2;
  int64_t seen = 0;
  for (int i = 0; i < kBuckets; ++i) {
    if (seen <= lower) first_bucket_ = i, below_ = seen;
    if (seen <= upper) last_bucket_ = i;
    seen += counts[i];
  }
}

void TwoSweepMedian::collect(std::span<const float> values) {
  for_each_chunk(values, low_, scale_, kBuckets - 1,
                 [this](const float* chunk, const int32_t* buckets, size_t count) {
                   std::array<float, kChunk> picked;
                   const size_t n =
                       pick(chunk, buckets, count, first_bucket_, last_bucket_, picked.data());
                   candidates_.insert(candidates_.end(), picked.begin(), picked.begin() + n);
                 });
}

std::optional<float> TwoSweepMedian::median() {
  if (total_ == 0) return std::nullopt;
  if (last_bucket_ == 0) return low_;
  for (float& value : candidates_) value = std::max(value, low_);
  const auto nth = candidates_.begin() + ((total_ - 1) / 2 - below_);
  std::nth_element(candidates_.begin(), nth, candidates_.end());
  if (total_ % 2 == 1) return *nth;
  return 0.5f * (*nth + *std::min_element(nth + 1, candidates_.end()));
}

SteppedMedians::SteppedMedians(int rows, float step, int range_steps)
    : rows_(rows),
      step_(step),
      width_(range_steps + 1),
      counts_(static_cast<size_t>(rows) * static_cast<size_t>(width_)),
      below_(static_cast<size_t>(rows)) {}

int64_t SteppedMedians::to_step(float value) const { return std::llround(value / step_); }

void SteppedMedians::raise(float maximum) {
  const int64_t lowest = to_step(maximum) - (width_ - 1);
  if (empty_) lowest_ = lowest;
  empty_ = false;
  const int64_t dropped = std::min(lowest - lowest_, width_);
  for (int64_t step = lowest_; step < lowest_ + dropped; ++step) {
    const size_t slot = slot_of(step);
    for (int row = 0; row < rows_; ++row) below_[row] += std::exchange(counters(row)[slot], 0u);
  }
  lowest_ = std::max(lowest_, lowest);
}

void SteppedMedians::count(int row, std::span<const float> values) {
  uint32_t* counts = counters(row);
  const auto base = ((lowest_ % width_) + width_) % width_;
  const float per_step = 1 / step_, lowest = static_cast<float>(lowest_);
  for (const float value : values) {
    const float above = std::nearbyint(value * per_step) - lowest;
    if (above < 0) {
      ++below_[row];
      continue;
    }
    const int64_t slot = base + static_cast<int64_t>(above);
    ++counts[slot >= width_ ? slot - width_ : slot];
  }
}

void SteppedMedians::count(int row, float value, uint32_t times) {
  const int64_t step = to_step(value);
  if (step < lowest_)
    below_[row] += times;
  else
    counters(row)[slot_of(step)] += times;
}

std::optional<float> SteppedMedians::median(int row) const {
  const uint32_t* counts = counters(row);
  const int64_t total = std::accumulate(counts, counts + width_, below_[row]);
  if (total == 0) return std::nullopt;
  const auto at_rank = [&](int64_t rank) {
    int64_t seen = below_[row];
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
