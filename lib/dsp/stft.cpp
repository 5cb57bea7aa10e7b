// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/stft.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "core/simd.h"
#include "dsp/decibel.h"

namespace noctule {
namespace {

/// Frames per transposition: one cache line of each bin's row.
///
///   powers, frame by frame           block, bin by bin
///     frame  0:  b0 b1 b2 …            b0:  … │ f0 f1 … f15 │ …
///     frame  1:  b0 b1 b2 …     →      b1:  … │ f0 f1 … f15 │ …
///     …                                …
///     frame 15:  b0 b1 b2 …                   └ one group
constexpr int kGroup = Stft::kGroup;

NOCTULE_SIMD void apply_window(const float* __restrict in, const float* __restrict window,
                               float* __restrict out, int size) {
  for (int n = 0; n < size; ++n) out[n] = in[n] * window[n];
}

/// Updates the overall minimum and the maximum of each bin with `frames` frames.
NOCTULE_SIMD void extend_ranges(const float* __restrict values, int frames, int bins,
                                float& __restrict minimum, float* __restrict maxima) {
  float lowest = minimum;
  for (int frame = 0; frame < frames; ++frame, values += bins)
    for (int bin = 0; bin < bins; ++bin) {
      lowest = values[bin] < lowest ? values[bin] : lowest;
      maxima[bin] = values[bin] > maxima[bin] ? values[bin] : maxima[bin];
    }
  minimum = lowest;
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

FrameReader::FrameReader(StftSizes sizes, SampleReader reader, int block_frames, int before)
    : sizes_(sizes),
      reader_(std::move(reader)),
      block_frames_(block_frames),
      before_(before),
      span_(static_cast<size_t>(block_frames - 1) * sizes.hop + sizes.fft_size),
      // pad_back() mirrors samples before the last frame.
      kept_(std::max(static_cast<size_t>(sizes.fft_size), static_cast<size_t>(before) * sizes.hop)),
      signal_(kept_ + span_ + static_cast<size_t>(sizes.fft_size)) {}

/// Reads until `wanted` samples are available from begin_, or the stream ends.
void FrameReader::fill(size_t wanted) {
  if (ended_ || end_ - begin_ >= wanted) return;
  const size_t used = begin_ - std::min(begin_, kept_);
  std::copy(signal_.data() + used, signal_.data() + end_, signal_.data());
  begin_ -= used;
  end_ -= used;
  const size_t missing = wanted - (end_ - begin_);
  const size_t got = reader_({signal_.data() + end_, missing});
  end_ += got;
  samples_ += static_cast<int64_t>(got);
  ended_ = got < missing;
}

/// Pads the start by mirroring the samples after the first, or with zeros.
void FrameReader::start() {
  started_ = true;
  const auto half = static_cast<size_t>(sizes_.fft_size / 2);
  begin_ = end_ = half;
  fill(half + 1);
  if (ended_)
    std::fill_n(signal_.data(), half, 0.0f);
  else
    std::reverse_copy(signal_.data() + half + 1, signal_.data() + 2 * half + 1, signal_.data());
  begin_ = 0;
  if (ended_) pad_back();
}

void FrameReader::pad_back() {
  const auto half = static_cast<size_t>(sizes_.fft_size / 2);
  const bool mirrors = samples_ > static_cast<int64_t>(half);
  const size_t last = end_ - 1;
  for (size_t i = 1; i <= half; ++i) signal_[end_++] = mirrors ? signal_[last - i] : 0.0f;
}

std::optional<FrameSignal> FrameReader::next() {
  if (!started_) start();
  if (samples_ == 0) return std::nullopt;
  if (!ended_) {
    fill(span_);
    if (ended_) pad_back();
  }
  const auto size = static_cast<size_t>(sizes_.fft_size), hop = static_cast<size_t>(sizes_.hop);
  const size_t available = end_ - begin_;
  if (available < size) return std::nullopt;

  FrameSignal signal;
  signal.first_frame = next_frame_;
  signal.before = static_cast<int>(std::min<int64_t>(before_, next_frame_));
  signal.frames = std::min(block_frames_, 1 + static_cast<int>((available - size) / hop));
  const size_t total = static_cast<size_t>(signal.before) + signal.frames;
  signal.samples = {signal_.data() + begin_ - signal.before * hop, (total - 1) * hop + size};
  begin_ += static_cast<size_t>(signal.frames) * hop;
  next_frame_ += signal.frames;
  return signal;
}

FrameTransform::FrameTransform(StftSizes sizes)
    : sizes_(sizes),
      window_(hamming(sizes.fft_size)),
      fft_(sizes.fft_size),
      powers_(static_cast<size_t>(kGroup) * sizes.bins) {}

void FrameTransform::transform_group(const float* signal, int frames, Block& block, int column) {
  const int size = sizes_.fft_size, bins = sizes_.bins;
  float* powers = powers_.data();
  for (int frame = 0; frame < frames; frame += 2) {
    const float* a = signal + static_cast<size_t>(frame) * sizes_.hop;
    const float* b = frame + 1 < frames ? a + sizes_.hop : a;
    apply_window(a, window_.data(), fft_.input_a(), size);
    apply_window(b, window_.data(), fft_.input_b(), size);
    float* power = powers + static_cast<size_t>(frame) * bins;
    fft_.transform_to_power(power, power + bins);
  }
  power_to_decibels(powers, static_cast<size_t>(frames) * bins);
  extend_ranges(powers, frames, bins, block.minimum, block.maxima.data());
  transpose_group(powers, bins, block.decibels.data() + column, block.stride);
}

void FrameTransform::transform(const FrameSignal& signal, int capacity, Block& block) {
  block.first_frame = signal.first_frame;
  block.frames = signal.frames;
  block.before = signal.before;
  block.bins = sizes_.bins;
  block.stride = capacity;
  block.decibels.resize(static_cast<size_t>(block.stride) * block.bins);
  block.minimum = std::numeric_limits<float>::max();
  block.maxima.assign(block.bins, std::numeric_limits<float>::lowest());
  const int total = signal.before + signal.frames;
  for (int frame = 0; frame < total; frame += kGroup)
    transform_group(signal.samples.data() + static_cast<size_t>(frame) * sizes_.hop,
                    std::min(kGroup, total - frame), block, frame);
}

Stft::Stft(StftSizes sizes, SampleReader reader)
    : frames_(sizes, std::move(reader), block_frames(sizes.bins), 0),
      transform_(sizes),
      capacity_(block_frames(sizes.bins)) {}

int Stft::block_frames(int bins) {
  constexpr int kBlockValues = 1 << 19;  // a huge page of floats
  return std::max(kGroup, kBlockValues / bins / kGroup * kGroup);
}

bool Stft::next(Block& block) {
  const auto signal = frames_.next();
  if (signal) transform_.transform(*signal, capacity_, block);
  return signal.has_value();
}

}  // namespace noctule
