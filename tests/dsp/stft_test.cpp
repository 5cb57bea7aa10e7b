// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/stft.h"

#include <gtest/gtest.h>

#include "dsp/decibel.h"
#include "support/signals.h"

namespace noctule {
namespace {

constexpr StftSizes kStftSizes{256, 64, 129};

/// All frames, frame-major.
std::vector<std::vector<float>> transform(const std::vector<float>& samples, StftSizes sizes) {
  Stft stft(sizes, reader_of(samples));
  std::vector<std::vector<float>> frames;
  for (Block block; stft.next(block);) {
    EXPECT_EQ(block.first_frame, static_cast<int64_t>(frames.size()));
    for (int i = 0; i < block.frames; ++i) {
      frames.emplace_back();
      for (int bin = 0; bin < block.bins; ++bin) frames.back().push_back(block.row(bin)[i]);
    }
  }
  EXPECT_EQ(stft.samples(), static_cast<int64_t>(samples.size()));
  return frames;
}

/// One frame computed from the definition, in double precision.
std::vector<double> expected_frame(const std::vector<float>& x, StftSizes sizes, int64_t frame) {
  const int64_t length = static_cast<int64_t>(x.size()), half = sizes.fft_size / 2;
  std::vector<double> decibels;
  for (int bin = 0; bin < sizes.bins; ++bin) {
    double re = 0, im = 0;
    for (int n = 0; n < sizes.fft_size; ++n) {
      int64_t at = frame * sizes.hop - half + n;
      if (length > half) at = at < 0 ? -at : at >= length ? 2 * length - 2 - at : at;
      const double sample = at >= 0 && at < length ? static_cast<double>(x[at]) : 0;
      const double angle = 2 * std::numbers::pi * n / sizes.fft_size;
      const double weighted = sample * (0.54 - 0.46 * std::cos(angle));
      re += weighted * std::cos(angle * bin);
      im -= weighted * std::sin(angle * bin);
    }
    decibels.push_back(10 * std::log10(std::max(1e-10, re * re + im * im)));
  }
  return decibels;
}

TEST(StftSizes, AreTheSmallestPowerOfTwoThatHoldsAMillisecond) {
  const auto size_at = [](int64_t rate) { return StftSizes::at(rate, {}).fft_size; };
  EXPECT_EQ(size_at(256'000), 256);
  EXPECT_EQ(size_at(256'999), 256);
  EXPECT_EQ(size_at(257'000), 512);
  EXPECT_EQ(size_at(500'000), 512);
  EXPECT_EQ(size_at(8'000), 8);
  EXPECT_EQ(size_at(1'234), 4);  // so that the hop is at least one sample
  EXPECT_EQ(StftSizes::at(500'000, {}).hop, 128);
}

TEST(Stft, ExactBinSineHasItsPowerInThreeBins) {
  const auto frames = transform(sine(256 * 40, 256, 32, 1.0), kStftSizes);
  const auto& middle = frames[frames.size() / 2];
  EXPECT_NEAR(middle[32], 20 * std::log10(0.54 * 256 / 2), 1e-3);
  EXPECT_NEAR(middle[31], 20 * std::log10(0.23 * 256 / 2), 1e-3);
  for (int bin = 0; bin < 129; ++bin)
    if (std::abs(bin - 32) > 1) EXPECT_LT(middle[bin], -60) << bin;
}

TEST(Stft, MatchesItsDefinitionAtBothEndsAndAcrossBlocks) {
  const int64_t block = Stft::block_frames(kStftSizes.bins);
  const auto x = noise(static_cast<size_t>(64 * block * 2 + 77), 1, 0.1f);
  const auto frames = transform(x, kStftSizes);
  ASSERT_EQ(frames.size(), 1 + x.size() / 64);
  const auto last = static_cast<int64_t>(frames.size()) - 1;
  for (const int64_t frame :
       {int64_t{0}, int64_t{1}, block - 1, block, 2 * block - 1, 2 * block, last - 1, last}) {
    const auto expected = expected_frame(x, kStftSizes, frame);
    for (int bin = 0; bin < kStftSizes.bins; ++bin)
      EXPECT_NEAR(frames[frame][bin], expected[bin], 0.01) << frame << " " << bin;
  }
}

class StftLength : public testing::TestWithParam<int> {};

TEST_P(StftLength, AnyLengthHasTheRightFramesAndPadding) {
  const auto x = noise(static_cast<size_t>(GetParam()), 2, 0.1f);
  const auto frames = transform(x, kStftSizes);
  ASSERT_EQ(frames.size(), 1 + x.size() / 64);
  for (size_t frame = 0; frame < frames.size(); ++frame) {
    const auto expected = expected_frame(x, kStftSizes, static_cast<int64_t>(frame));
    for (int bin = 0; bin < kStftSizes.bins; ++bin)
      EXPECT_NEAR(frames[frame][bin], expected[bin], 0.02) << frame << " " << bin;
  }
}

INSTANTIATE_TEST_SUITE_P(Short, StftLength,
                         testing::Values(1, 2, 63, 64, 127, 128, 129, 130, 255, 256, 257, 321));

TEST(Stft, NoSamplesYieldNoFrames) { EXPECT_TRUE(transform({}, kStftSizes).empty()); }

TEST(Stft, ADcOffsetMakesNoClickAtTheEnds) {
  const auto frames = transform(std::vector<float>(6400, 0.25f), kStftSizes);
  for (const auto* frame : {&frames.front(), &frames.back()})
    for (int bin = 2; bin < kStftSizes.bins; ++bin) EXPECT_LT((*frame)[bin], -60);
}

TEST(Decibels, HaveAnErrorBelow15MicroDecibels) {
  std::vector<float> values = {0.0f, 1e-30f, 1e-10f, 1.0f, 76000.0f, 1e12f};
  for (float power = 1.1e-10f; power < 1e9f; power *= 1.0137f) values.push_back(power);
  const std::vector<float> powers = values;
  power_to_decibels(values.data(), values.size());
  for (size_t i = 0; i < values.size(); ++i)
    EXPECT_NEAR(values[i], 10 * std::log10(std::max(1e-10, static_cast<double>(powers[i]))),
                1.5e-5);
  EXPECT_EQ(values[0], values[1]);
  EXPECT_EQ(values[0], values[2]);
}

}  // namespace
}  // namespace noctule
