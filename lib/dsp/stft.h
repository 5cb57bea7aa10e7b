// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "core/buffer.h"
#include "dsp/fft.h"

namespace noctule {

/// Window of the short-time Fourier transform.
struct StftOptions {
  double window_ms = 1.0;  ///< The FFT size is the smallest power of two ≥ floor(window·rate).
  int overlap = 4;         ///< Hop = FFT size / overlap; a power of two from 1 to 64.

  bool operator==(const StftOptions&) const = default;
};

/// The window's sizes at one sample rate, in samples.
struct StftSizes {
  int fft_size = 0;  ///< At least `overlap`, so that the hop is at least one sample.
  int hop = 0;
  int bins = 0;  ///< fft_size / 2 + 1

  static StftSizes at(int64_t sample_rate_hz, const StftOptions& options);
};

/// Decibels of consecutive frames, bin-major: row(b)[i] is bin b of frame first_frame + i. Where
/// blocks are processed in parallel, row(b)[-before] to row(b)[-1] repeat the frames before them.
struct Block {
  int64_t first_frame = 0;
  int frames = 0;
  int before = 0;
  int bins = 0;
  int stride = 0;  ///< floats from one row to the next
  Buffer<float> decibels;
  float minimum = 0;          ///< of all decibels
  std::vector<float> maxima;  ///< of each bin

  float* row(int bin) { return decibels.data() + static_cast<size_t>(bin) * stride + before; }
  const float* row(int bin) const {
    return decibels.data() + static_cast<size_t>(bin) * stride + before;
  }
};

/// Reads up to samples.size() more samples; returns how many, fewer only at the end.
using SampleReader = std::function<size_t(std::span<float> samples)>;

/// The padded signal of consecutive frames: frame first_frame − before + i starts at i·hop.
struct FrameSignal {
  int64_t first_frame = 0;
  int frames = 0;
  int before = 0;  ///< frames before the first one, which the previous signal holds too
  std::span<const float> samples;
};

/// Splits a stream of unknown length into frames: frame k is centred on sample k·hop; the signal is
/// mirrored by N/2 samples at both ends (without repeating the edge sample), or padded with zeros
/// if it is no longer than N/2. A stream of n samples, n ≥ 1, has 1 + floor(n / hop) frames.
class FrameReader {
 public:
  /// Yields up to `block_frames` frames at a time, preceded by `before` frames if there are so
  /// many; both are multiples of Stft::kGroup.
  FrameReader(StftSizes sizes, SampleReader reader, int block_frames, int before);

  /// The next frames, valid until the next call; nullopt at the end.
  std::optional<FrameSignal> next();

  /// Samples read so far; the signal's length once next() has returned nullopt.
  int64_t samples() const { return samples_; }

 private:
  void fill(size_t wanted);
  void start();
  void pad_back();

  StftSizes sizes_;
  SampleReader reader_;
  int block_frames_, before_;
  size_t span_;           ///< samples that a block's frames cover
  size_t kept_;           ///< samples kept before the next frame
  Buffer<float> signal_;  ///< padded signal; the next frame starts at begin_
  size_t begin_ = 0, end_ = 0;
  int64_t next_frame_ = 0;
  int64_t samples_ = 0;
  bool started_ = false;
  bool ended_ = false;
};

/// Transforms frames, weighted by a periodic Hamming window (0.54 − 0.46 cos(2πn/N)), to decibels.
/// Each object belongs to one thread at a time.
class FrameTransform {
 public:
  explicit FrameTransform(StftSizes sizes);

  /// Replaces `block`, whose rows get room for `capacity` frames. Decibels are not yet floored.
  void transform(const FrameSignal& signal, int capacity, Block& block);

 private:
  void transform_group(const float* signal, int frames, Block& block, int column);

  StftSizes sizes_;
  std::vector<float> window_;
  PairedFft fft_;
  Buffer<float> powers_;  ///< frame-major, kGroup × bins
};

/// Short-time Fourier transform of a stream.
class Stft {
 public:
  /// Frames are transformed in pairs and transposed in groups of a cache line, so blocks start at
  /// multiples of this number for their results not to depend on the split into blocks.
  static constexpr int kGroup = 16;

  Stft(StftSizes sizes, SampleReader reader);

  /// Number of frames in a full block.
  static int block_frames(int bins);

  /// Replaces `block` with the next one; returns false at the end. Decibels are not yet floored.
  bool next(Block& block);

  /// Samples read so far; the signal's length once next() has returned false.
  int64_t samples() const { return frames_.samples(); }

 private:
  FrameReader frames_;
  FrameTransform transform_;
  int capacity_;
};

}  // namespace noctule
