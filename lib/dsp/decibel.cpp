// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/decibel.h"

#include <algorithm>
#include <bit>
#include <cstdint>

#include "core/simd.h"

namespace noctule {

///   bits of a float   │ sign 1 │ exponent 8 │ fraction 23 │
///   − bits of √½, >> 23:        e = floor(log2(power / √½))
///   bits − (e << 23):           m = power / 2^e
///
/// ln(2^e·m) with m in [√½, √2): e·ln 2 plus ln m = 2·atanh(s), s = (m − 1)/(m + 1), as a series
/// in s² (|s| < 0.172, so five terms suffice for the precision of a float).
NOCTULE_SIMD void power_to_decibels(float* values, size_t count) {
  constexpr float kDecibelsPerLn = 4.342944819f, kDecibelsPerOctave = 3.010299957f;
  constexpr int32_t kSqrtHalfBits = 0x3f3504f3;
  for (size_t i = 0; i < count; ++i) {
    const float power = std::max(values[i], 1e-10f);
    const auto bits = std::bit_cast<int32_t>(power);
    const int32_t exponent = (bits - kSqrtHalfBits) >> 23;
    const float mantissa = std::bit_cast<float>(bits - (exponent << 23));
    const float s = (mantissa - 1.0f) / (mantissa + 1.0f), s2 = s * s;
    const float series =
        2.0f + s2 * (2.0f / 3 + s2 * (2.0f / 5 + s2 * (2.0f / 7 + s2 * (2.0f / 9))));
    values[i] = static_cast<float>(exponent) * kDecibelsPerOctave + kDecibelsPerLn * s * series;
  }
}

}  // namespace noctule
