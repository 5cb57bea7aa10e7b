// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/stft.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/simd.h"
#include "dsp/decibel.h"

namespace noctule {
namespace {

/// Frames transformed before they are transposed: a cache line of each bin's row.
constexpr int kGroup = 16;

NOCTULE_SIMD void weight_pair(const float* __restrict a, const float* __restrict b,
                              const float* __restrict window, float* __restrict out, size_t size) {
  for (size_t n = 0; n < size; ++n) {
    out[2 * n] = a[n] * window[n];
    out[2 * n + 1] = b[n] * window[n];
  }
}

NOCTULE_SIMD void transpose_group(const float* __restrict powers, int bins, float* __restrict rows,
                                  int stride) {
  for (int bin = 0; bin < bins; ++bin) {
    float* row = rows + static_cast<size_t>(bin) * stride;
    for (int frame = 0; frame < kGroup; ++frame)
      row[frame] = powers[static_cast<size_t>(frame) * bins + bin];
  }
}

std::vector<float> hamming(int size) {
  std::vector<float> window(static_cast<size_t>(size));
  for (int n = 0; n < size; ++n)
    window[n] = static_cast<float>(0.54 - 0.46 * std::cos(2 * std::numbers::pi * n / size));
  return window;
}

}  // namespace

StftSizes StftSizes::at(int64_t sample_rate_hz, const StftOptions& options) {
  const double window = std::floor(options.window_ms * static_cast<double>(sample_rate_hz) / 1000);
  int size = std::max(4, options.overlap);
  while (size < window) size *= 2;
  return {size, size / options.overlap, size / 2 + 1};
}

Stft::Stft(StftSizes sizes, SampleReader reader)
    : sizes_(sizes),
      reader_(std::move(reader)),
      window_(hamming(sizes.fft_size)),
      fft_(sizes.fft_size),
      powers_(static_cast<size_t>(kGroup) * sizes.bins) {}

int Stft::block_frames(int bins) {
  constexpr int kBlockValues = 1 << 19;  // a huge page of floats
  return std::max(kGroup, kBlockValues / bins / kGroup * kGroup - kGroup);
}

void Stft::fill(size_t wanted) {
  if (signal_.size() - begin_ >= wanted || ended_) return;
  // What was used goes away, but for what pad_back() may mirror.
  const size_t used = begin_ - std::min(begin_, static_cast<size_t>(sizes_.fft_size));
  signal_.erase(signal_.begin(), signal_.begin() + static_cast<std::ptrdiff_t>(used));
  begin_ -= used;
  const size_t had = signal_.size(), missing = wanted - (had - begin_);
  signal_.resize(had + missing);
  const size_t got = reader_({signal_.data() + had, missing});
  signal_.resize(had + got);
  samples_ += static_cast<int64_t>(got);
  ended_ = got < missing;
}

void Stft::pad_front() {
  const auto half = static_cast<size_t>(sizes_.fft_size / 2);
  fill(half + 1);
  std::vector<float> front(half, 0.0f);
  if (signal_.size() > half)
    std::reverse_copy(signal_.begin() + 1, signal_.begin() + 1 + half, front.begin());
  signal_.insert(signal_.begin(), front.begin(), front.end());
}

void Stft::pad_back() {
  const auto half = static_cast<size_t>(sizes_.fft_size / 2);
  const bool mirrors = samples_ > static_cast<int64_t>(half);
  const size_t last = signal_.size() - 1;
  for (size_t i = 1; i <= half; ++i) signal_.push_back(mirrors ? signal_[last - i] : 0.0f);
}

void Stft::transform_group(const float* signal, int frames, Block& block, int column) {
  const auto size = static_cast<size_t>(sizes_.fft_size);
  float* powers = powers_.data();
  for (int frame = 0; frame < frames; frame += 2) {
    const float* a = signal + static_cast<size_t>(frame) * sizes_.hop;
    const float* b = frame + 1 < frames ? a + sizes_.hop : a;
    weight_pair(a, b, window_.data(), fft_.input().data(), size);
    float* power = powers + static_cast<size_t>(frame) * sizes_.bins;
    fft_.transform_to_power(power, power + sizes_.bins);
  }
  power_to_decibels(powers, static_cast<size_t>(frames) * sizes_.bins);
  transpose_group(powers, sizes_.bins, block.row(0) + column, block.stride);
}

bool Stft::next(Block& block) {
  if (!started_) {
    pad_front();
    started_ = true;
    if (ended_ && samples_ > 0) pad_back();
  }
  if (samples_ == 0) return false;
  const int capacity = block_frames(sizes_.bins);
  const size_t wanted = static_cast<size_t>(capacity - 1) * sizes_.hop + sizes_.fft_size;
  if (!ended_) {
    fill(wanted);
    if (ended_) pad_back();
  }
  const size_t available = signal_.size() - begin_;
  if (available < static_cast<size_t>(sizes_.fft_size)) return false;

  block.first_frame = next_frame_;
  block.frames = std::min<int>(
      capacity,
      1 + static_cast<int>((available - static_cast<size_t>(sizes_.fft_size)) / sizes_.hop));
  block.bins = sizes_.bins;
  block.stride = capacity + kGroup;  // Not a power of two: rows must not share cache sets.
  block.decibels.resize(static_cast<size_t>(block.stride) * block.bins);
  for (int frame = 0; frame < block.frames; frame += kGroup)
    transform_group(signal_.data() + begin_ + static_cast<size_t>(frame) * sizes_.hop,
                    std::min(kGroup, block.frames - frame), block, frame);
  begin_ += static_cast<size_t>(block.frames) * sizes_.hop;
  next_frame_ += block.frames;
  return true;
}

}  // namespace noctule
