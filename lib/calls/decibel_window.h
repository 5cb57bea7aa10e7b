// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "calls/cell_scale.h"
#include "core/buffer.h"
#include "dsp/stft.h"

namespace noctule {

/// The latest frames of a recording, in decibels averaged over scale.kernel frames (about
/// 1 ms) and 3 bins; the first and last frame and bin are repeated beyond the edges. They do not
/// depend on how the recording is split into blocks.
class DecibelWindow {
 public:
  explicit DecibelWindow(const CellScale& scale);

  /// Appends a block's frames in chunks; calls `grown` after each chunk.
  void add(const Block& block, const std::function<void()>& grown);
  /// Appends the waiting frames at the end of the recording.
  void finish();

  /// Drops all frames before `frame`.
  void drop_before(int64_t frame);

  int64_t first_frame() const { return first_; }
  int64_t end_frame() const { return first_ + frames_; }
  /// Decibels of a bin; [0] is frame first_frame().
  const float* row(int bin) const { return decibels_.data() + static_cast<size_t>(bin) * stride_; }

 private:
  static constexpr int kPieceFrames = 512;

  void append(const float* decibels, int stride, int frames);
  void sum_row(const float* decibels, int frames, int count, float* waiting, float* sums);

  int bins_, kernel_, before_;
  int width_;   ///< floats in a row of sums_
  int stride_;  ///< frames that a row of decibels_ holds
  Buffer<float> decibels_;
  std::vector<float> joint_;    ///< One bin's waiting frames and the next ones.
  std::vector<float> waiting_;  ///< (bins, kernel − 1): frames still needed by later ones.
  std::vector<float> sums_;     ///< (3, width): sums over time of three neighbouring bins.
  int waiting_frames_ = 0;
  int64_t first_ = 0;
  int frames_ = 0;
  bool started_ = false;
};

}  // namespace noctule
