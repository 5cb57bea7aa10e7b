// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/denoised_window.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace noctule {

void DenoisedWindow::make_room(int64_t kept, int64_t added) {
  const int64_t dropped = frames_ - kept;
  const auto bytes = static_cast<size_t>(kept) * sizeof(float);
  if (kept + added < stride_) {
    for (int bin = 0; bin < bins_; ++bin) {
      float* row = values_.data() + static_cast<size_t>(bin) * stride_;
      std::memmove(row, row + dropped, bytes);
    }
    return;
  }
  const int64_t stride = kept + kept / 2 + added + 48;
  Buffer<float> grown(static_cast<size_t>(bins_) * stride);
  if (kept > 0)
    for (int bin = 0; bin < bins_; ++bin)
      std::memcpy(grown.data() + static_cast<size_t>(bin) * stride, row(bin) + dropped, bytes);
  values_ = std::move(grown);
  stride_ = stride;
}

void DenoisedWindow::advance(const Block& block) {
  const int64_t kept = std::min(lookback_, frames_);
  make_room(kept, block.frames);
  for (int bin = 0; bin < bins_; ++bin) {
    float* added = values_.data() + static_cast<size_t>(bin) * stride_ + kept;
    denoiser_.apply(bin, block.row(bin), added, static_cast<size_t>(block.frames));
    added[block.frames] = added[block.frames - 1];
  }
  frames_ = kept + block.frames;
  first_frame_ = block.first_frame - kept;
}

void DenoisedWindow::show(const Block& block) {
  frames_ = block.before + block.frames;
  first_frame_ = block.first_frame - block.before;
  stride_ = block.stride + Stft::kGroup;  // room for the copy of the last frame
  values_.resize(static_cast<size_t>(bins_) * stride_);
  for (int bin = 0; bin < bins_; ++bin) {
    float* values = values_.data() + static_cast<size_t>(bin) * stride_;
    denoiser_.apply(bin, block.row(bin) - block.before, values, static_cast<size_t>(frames_));
    values[frames_] = values[frames_ - 1];
  }
}

}  // namespace noctule
