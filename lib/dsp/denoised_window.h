// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/buffer.h"
#include "dsp/denoise.h"

namespace noctule {

/// Sliding window over a recording's denoised decibels, bin-major: the newest block's frames and
/// the `lookback` frames before them.
class DenoisedWindow {
 public:
  DenoisedWindow(const Denoiser& denoiser, int bins, int64_t lookback)
      : denoiser_(denoiser), bins_(bins), lookback_(lookback) {}

  /// Appends the block's frames and drops frames older than the lookback.
  void advance(const Block& block);
  /// Holds exactly the block's frames and those before them (Block::before).
  void show(const Block& block);

  int bins() const { return bins_; }
  int64_t first_frame() const { return first_frame_; }
  int64_t end_frame() const { return first_frame_ + frames_; }
  /// Values of a bin from first_frame() up to end_frame(), followed by a copy of the last one.
  const float* row(int bin) const { return values_.data() + static_cast<size_t>(bin) * stride_; }

 private:
  void make_room(int64_t kept, int64_t added);

  const Denoiser& denoiser_;
  int bins_;
  int64_t lookback_;
  int64_t first_frame_ = 0, frames_ = 0, stride_ = 0;
  Buffer<float> values_;
};

}  // namespace noctule
