// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/heterodyne.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace noctule {
namespace {

std::vector<float> tone(int64_t rate_hz, double hz, size_t samples) {
  std::vector<float> x(samples);
  for (size_t i = 0; i < samples; ++i)
    x[i] = 0.5f * static_cast<float>(std::sin(2 * std::numbers::pi * hz * static_cast<double>(i) /
                                              static_cast<double>(rate_hz)));
  return x;
}

std::vector<float> heard(int64_t rate_hz, double tone_hz, const std::vector<float>& x,
                         size_t block = 4096) {
  Heterodyne heterodyne(rate_hz, tone_hz);
  std::vector<float> out;
  const std::span<const float> all(x);
  for (size_t at = 0; at < x.size(); at += block)
    heterodyne.add(all.subspan(at, std::min(block, x.size() - at)), out);
  heterodyne.finish(out);
  return out;
}

/// Amplitude of a frequency in the middle of a signal at the output rate.
double amplitude(const std::vector<float>& x, double hz) {
  double re = 0, im = 0, count = 0;
  for (size_t i = 480; i + 480 < x.size(); ++i, ++count) {
    const double phase = 2 * std::numbers::pi * hz * static_cast<double>(i) / Heterodyne::kRateHz;
    re += x[i] * std::cos(phase);
    im += x[i] * std::sin(phase);
  }
  return 2 * std::hypot(re, im) / count;
}

TEST(Heterodyne, HearsATone2KilohertzAwayAs2KilohertzAtAnyRate) {
  for (const int64_t rate_hz : {96'000, 192'000, 250'000, 256'000, 384'000, 500'000}) {
    for (const double hz : {42'000.0, 38'000.0}) {
      const auto out = heard(rate_hz, 40'000, tone(rate_hz, hz, static_cast<size_t>(rate_hz / 5)));
      EXPECT_EQ(out.size(), 9600u) << rate_hz;
      EXPECT_NEAR(amplitude(out, 2000), 0.5, 0.01) << rate_hz;
      for (const double other : {1000.0, 4000.0, 10'000.0, 20'000.0})
        EXPECT_LT(amplitude(out, other), 0.005) << rate_hz << " " << other;
    }
  }
}

TEST(Heterodyne, SuppressesWhatIsFarFromTheTone) {
  for (const double hz : {20'000.0, 31'000.0, 49'000.0, 90'000.0}) {
    const auto out = heard(384'000, 40'000, tone(384'000, hz, 76'800));
    double power = 0;
    for (size_t i = 480; i + 480 < out.size(); ++i) power += out[i] * out[i];
    EXPECT_LT(std::sqrt(power / static_cast<double>(out.size())), 0.001) << hz;
  }
}

TEST(Heterodyne, DoesNotDependOnTheBlocks) {
  const auto x = tone(250'000, 46'300, 25'000);
  const auto whole = heard(250'000, 45'000, x, x.size());
  EXPECT_EQ(whole.size(), 4800u);
  for (const size_t block : {1u, 7u, 1000u, 4096u})
    EXPECT_EQ(heard(250'000, 45'000, x, block), whole);
  EXPECT_TRUE(heard(250'000, 45'000, {}).empty());
}

}  // namespace
}  // namespace noctule
