// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls/decibel_window.h"

#include <algorithm>

#include "core/simd.h"

namespace noctule {
namespace {

NOCTULE_SIMD void sum_over_time(const float* __restrict in, float* __restrict out, int count,
                                int kernel) {
  for (int i = 0; i < count; ++i) out[i] = in[i] + in[i + 1] + in[i + 2];
  for (int k = 3; k < kernel; ++k)
    for (int i = 0; i < count; ++i) out[i] += in[i + k];
}

NOCTULE_SIMD void mean_over_bins(const float* __restrict below, const float* __restrict at,
                                 const float* __restrict above, float* __restrict out, int count,
                                 float share) {
  for (int i = 0; i < count; ++i) out[i] = (below[i] + at[i] + above[i]) * share;
}

}  // namespace

DecibelWindow::DecibelWindow(const CellScale& scale)
    : bins_(scale.bins),
      kernel_(scale.kernel),
      before_(scale.kernel / 2),
      width_(kPieceFrames + kernel_),
      stride_(scale.chunk + 2 * scale.context + kPieceFrames + kernel_),
      decibels_(static_cast<size_t>(bins_) * stride_),
      joint_(static_cast<size_t>(2 * kernel_)),
      waiting_(static_cast<size_t>(bins_) * (kernel_ - 1)),
      sums_(static_cast<size_t>(3) * width_) {}

void DecibelWindow::add(const Block& block, const std::function<void()>& grown) {
  if (block.frames == 0) return;
  if (!started_) {
    started_ = true;
    waiting_frames_ = before_;
    for (int bin = 0; bin < bins_; ++bin)
      std::fill_n(waiting_.begin() + static_cast<ptrdiff_t>(bin) * (kernel_ - 1), before_,
                  block.row(bin)[0]);
  }
  for (int frame = 0; frame < block.frames; frame += kPieceFrames) {
    append(block.row(0) + frame, block.stride, std::min(kPieceFrames, block.frames - frame));
    grown();
  }
}

void DecibelWindow::finish() {
  if (!started_) return;
  const int after = kernel_ - 1 - before_;
  std::vector<float> last(static_cast<size_t>(bins_) * after);
  for (int bin = 0; bin < bins_; ++bin)
    std::fill_n(last.begin() + static_cast<ptrdiff_t>(bin) * after, after,
                waiting_[static_cast<size_t>(bin) * (kernel_ - 1) + waiting_frames_ - 1]);
  append(last.data(), after, after);
}

/// Sums a bin's waiting and then its new decibels over time; the last frames wait for the next
/// call.
void DecibelWindow::sum_row(const float* decibels, int frames, int count, float* waiting,
                            float* sums) {
  // Sums that start in a waiting frame need a contiguous copy of both.
  const int joined = std::min(frames, kernel_ - 1);
  float* joint = joint_.data();
  std::copy_n(waiting, waiting_frames_, joint);
  std::copy_n(decibels, joined, joint + waiting_frames_);
  const int early = std::min(count, waiting_frames_);
  sum_over_time(joint, sums, early, kernel_);
  sum_over_time(decibels, sums + early, count - early, kernel_);
  const int keep = waiting_frames_ + frames - count;
  if (frames >= keep)
    std::copy_n(decibels + frames - keep, keep, waiting);
  else
    std::copy_n(joint + count, keep, waiting);
}

void DecibelWindow::append(const float* decibels, int stride, int frames) {
  const int total = waiting_frames_ + frames;
  const int count = std::max(0, total - (kernel_ - 1));
  const int keep = total - count;
  const float share = 1.0f / static_cast<float>(3 * kernel_);
  const auto sums = [&](int bin) { return sums_.data() + static_cast<size_t>(bin % 3) * width_; };
  for (int bin = 0; bin <= bins_; ++bin) {
    if (bin < bins_) {
      sum_row(decibels + static_cast<size_t>(bin) * stride, frames, count,
              waiting_.data() + static_cast<size_t>(bin) * (kernel_ - 1), sums(bin));
    }
    if (bin > 0)
      mean_over_bins(sums(std::max(0, bin - 2)), sums(bin - 1), sums(std::min(bin, bins_ - 1)),
                     decibels_.data() + static_cast<size_t>(bin - 1) * stride_ + frames_, count,
                     share);
  }
  waiting_frames_ = keep;
  frames_ += count;
}

void DecibelWindow::drop_before(int64_t frame) {
  const int drop = static_cast<int>(std::clamp<int64_t>(frame - first_, 0, frames_));
  if (drop == 0) return;
  for (int bin = 0; bin < bins_; ++bin) {
    float* row = decibels_.data() + static_cast<size_t>(bin) * stride_;
    std::copy(row + drop, row + frames_, row);
  }
  first_ += drop;
  frames_ -= drop;
}

}  // namespace noctule
