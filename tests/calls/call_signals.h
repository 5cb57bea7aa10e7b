// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <vector>

#include "calls/call_detector.h"
#include "support/signals.h"

namespace noctule {

inline constexpr int64_t kCallRate = 256'000;
inline const StftSizes kCallSizes = StftSizes::at(kCallRate, {});

inline size_t samples_of(double ms) { return static_cast<size_t>(ms * kCallRate / 1000); }

/// Noise with a standard deviation of 0.004, without calls.
inline std::vector<float> quiet(double ms, unsigned seed = 1) {
  return noise(samples_of(ms), seed, 0.004f);
}

/// Adds a tone of khz(u) at the fraction u of its duration, faded in and out over 0.3 ms.
inline void add_call(std::vector<float>& x, double at_ms, double duration_ms, double amplitude,
                     const std::function<double(double)>& khz) {
  const size_t first = samples_of(at_ms), count = samples_of(duration_ms);
  const double ramp = 0.3 * kCallRate / 1000;
  double phase = 0;
  for (size_t i = 0; i < count && first + i < x.size(); ++i) {
    const auto n = static_cast<double>(i);
    phase += 2 * std::numbers::pi * 1000 * khz((n + 0.5) / static_cast<double>(count)) / kCallRate;
    const double edge = std::min({1.0, n / ramp, (static_cast<double>(count) - n) / ramp});
    x[first + i] += static_cast<float>(amplitude * edge * std::sin(phase));
  }
}

/// A sweep that flattens towards its end, like a pipistrelle's: 75 to 45 kHz.
inline double pipistrelle_khz(double u) { return 45 + 30 * std::pow(1 - u, 3); }

/// All calls, with frames passed in blocks of `block_frames` (0: as produced by Stft).
inline std::vector<DetectedCall> detect(const std::vector<float>& x, int block_frames = 0) {
  CallDetector detector(kCallSizes, kCallRate, {});
  Stft stft(kCallSizes, reader_of(x));
  for (Block block; stft.next(block);) {
    const int step = block_frames > 0 ? block_frames : block.frames;
    for (int frame = 0; frame < block.frames; frame += step) {
      Block part;
      part.first_frame = block.first_frame + frame;
      part.frames = std::min(step, block.frames - frame);
      part.bins = block.bins;
      part.stride = part.frames;
      part.decibels.resize(static_cast<size_t>(part.bins) * part.stride);
      for (int bin = 0; bin < block.bins; ++bin)
        std::copy_n(block.row(bin) + frame, part.frames, part.row(bin));
      detector.add(part);
    }
  }
  return detector.finish();
}

inline std::vector<float> floor_of(const std::vector<float>& x) {
  NoiseFloorMeter meter(kCallSizes, kCallRate);
  Stft stft(kCallSizes, reader_of(x));
  for (Block block; stft.next(block);) meter.add(block);
  return meter.finish();
}

}  // namespace noctule
