// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include "dsp/stft.h"

namespace noctule {

/// A sine of `cycles_per_frame` cycles in `size` samples: exactly one bin of an FFT of that size.
inline std::vector<float> sine(size_t count, int size, double cycles_per_frame, double amplitude) {
  std::vector<float> x(count);
  for (size_t n = 0; n < count; ++n)
    x[n] = static_cast<float>(amplitude * std::sin(2 * std::numbers::pi * cycles_per_frame *
                                                   static_cast<double>(n) / size));
  return x;
}

inline std::vector<float> noise(size_t count, unsigned seed, float amplitude) {
  std::mt19937 random(seed);
  std::normal_distribution<float> gauss(0, amplitude);
  std::vector<float> x(count);
  std::generate(x.begin(), x.end(), [&] { return gauss(random); });
  return x;
}

/// A reader that returns `samples` in order.
inline SampleReader reader_of(std::vector<float> samples) {
  return [samples = std::move(samples), at = size_t{0}](std::span<float> out) mutable {
    const size_t count = std::min(out.size(), samples.size() - at);
    std::copy_n(samples.begin() + static_cast<std::ptrdiff_t>(at), count, out.begin());
    at += count;
    return count;
  };
}

}  // namespace noctule
