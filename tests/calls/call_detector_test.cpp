// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls/call_detector.h"

#include <gtest/gtest.h>

#include <tuple>

#include "call_signals.h"
#include "core/error.h"

namespace noctule {
namespace {

TEST(CallDetector, ASweepInNoiseIsMeasured) {
  auto x = quiet(300);
  add_call(x, 100, 5, 0.1, pipistrelle_khz);
  const auto calls = listed_calls(detect(x));
  ASSERT_EQ(calls.size(), 1u);
  const Call& call = calls[0];
  EXPECT_NEAR(call.start_ms, 100, 0.6);
  EXPECT_NEAR(call.end_ms, 105, 0.6);
  EXPECT_NEAR(call.low_hz, 45e3, 1500);
  EXPECT_NEAR(call.high_hz, 74e3, 7000);
  EXPECT_NEAR(call.peak_hz, 45e3, 1500);
  EXPECT_NEAR(call.char_hz, 45e3, 1000);
  EXPECT_NEAR(call.slope_khz_per_ms, 0, 1);
  EXPECT_GT(call.snr_db, 25);
  EXPECT_FALSE(call.interval_ms.has_value());
}

TEST(CallDetector, IntervalsStartAtThePreviousCall) {
  auto x = quiet(400);
  for (const double at : {50.0, 140.0, 250.0}) add_call(x, at, 5, 0.1, pipistrelle_khz);
  const auto calls = listed_calls(detect(x));
  ASSERT_EQ(calls.size(), 3u);
  EXPECT_FALSE(calls[0].interval_ms.has_value());
  EXPECT_NEAR(calls[1].interval_ms.value(), 90, 0.3);
  EXPECT_NEAR(calls[2].interval_ms.value(), 110, 0.3);
}

TEST(CallDetector, NoiseAndSilenceContainNoCalls) {
  EXPECT_TRUE(listed_calls(detect(quiet(5000))).empty());
  EXPECT_TRUE(detect(std::vector<float>(samples_of(3000), 0.0f)).empty());
  EXPECT_TRUE(detect({}).empty());
  EXPECT_TRUE(detect({0.5f}).empty());
}

TEST(CallDetector, SilenceInsertedByTheRecorderDoesNotLowerTheFloor) {
  auto x = quiet(1000);
  std::fill(x.begin() + static_cast<ptrdiff_t>(samples_of(100)),
            x.begin() + static_cast<ptrdiff_t>(samples_of(900)), 0.0f);
  add_call(x, 50, 5, 0.1, pipistrelle_khz);
  EXPECT_EQ(listed_calls(detect(x)).size(), 1u);
}

TEST(CallDetector, AnEchoNeitherCountsNorLengthensTheCall) {
  auto x = quiet(300);
  add_call(x, 100, 5, 0.1, pipistrelle_khz);
  add_call(x, 106, 5, 0.02, pipistrelle_khz);
  const auto calls = listed_calls(detect(x));
  ASSERT_EQ(calls.size(), 1u);
  EXPECT_NEAR(calls[0].end_ms, 105, 0.8);
}

TEST(CallDetector, GainAndOffsetDoNotMatter) {
  auto x = quiet(400);
  for (double at = 50; at < 380; at += 70) add_call(x, at, 5, 0.1, pipistrelle_khz);
  const auto expected = listed_calls(detect(x));
  ASSERT_EQ(expected.size(), 5u);
  for (const float gain : {0.03f, 0.3f, 3.0f}) {
    auto changed = x;
    for (float& sample : changed) sample = sample * gain + 0.1f;
    const auto calls = listed_calls(detect(changed));
    ASSERT_EQ(calls.size(), 5u) << gain;
    for (size_t i = 0; i < calls.size(); ++i) {
      EXPECT_NEAR(calls[i].start_ms, expected[i].start_ms, 0.05);
      EXPECT_NEAR(calls[i].snr_db, expected[i].snr_db, 0.3);
    }
  }
}

TEST(CallDetector, TheCharacteristicFrequencyIsWhereTheLastPartIsFlattest) {
  auto x = quiet(500);
  // 80 to 50 kHz, then −0.5 kHz/ms for 4 ms, then a short drop.
  const auto khz = [](double u) {
    if (u < 0.5) return 50 + 120 * (0.5 - u) * (0.5 - u);
    return u < 0.9 ? 50 - 5 * (u - 0.5) : 48 - 80 * (u - 0.9);
  };
  for (const double at : {50.0, 150.0, 250.0, 350.0}) add_call(x, at, 10, 0.1, khz);
  const auto calls = listed_calls(detect(x));
  ASSERT_EQ(calls.size(), 4u);
  for (const Call& call : calls) {
    EXPECT_GT(call.char_hz, 47.7e3);
    EXPECT_LT(call.char_hz, 49.7e3);
    EXPECT_NEAR(call.slope_khz_per_ms, -0.5, 0.3);
  }
}

TEST(CallDetector, HarmonicsBelongToTheStrongestComponent) {
  auto x = quiet(300);
  const auto khz = [](double u) { return 22 + 10 * std::pow(1 - u, 2); };
  add_call(x, 100, 8, 0.1, khz);
  add_call(x, 100, 8, 0.04, [&](double u) { return 2 * khz(u); });
  add_call(x, 100, 8, 0.02, [&](double u) { return 3 * khz(u); });
  const auto calls = listed_calls(detect(x));
  ASSERT_EQ(calls.size(), 1u);
  EXPECT_LT(calls[0].high_hz, 34e3);
}

TEST(CallDetector, AnotherBatAtTwiceTheFrequencyIsListed) {
  auto x = quiet(800);
  for (int i = 0; i < 8; ++i) {
    add_call(x, 50 + 80 * i, 5, 0.1, pipistrelle_khz);
    const double late = i == 4 ? 0.5 : 25;  // One call is at the same time.
    add_call(x, 50 + late + 80 * i, 5, 0.04, [](double u) { return 90 + 8 * std::pow(1 - u, 3); });
  }
  EXPECT_EQ(listed_calls(detect(x)).size(), 16u);
}

TEST(CallDetector, AnInsectDoesNotRemoveSimultaneousCalls) {
  auto x = quiet(800);
  for (double at = 10; at < 780; at += 30)  // a band of noise from 16 to 22 kHz
    for (int i = 0; i < 30; ++i)
      add_call(x, at, 14, 0.01, [&](double) { return 16 + 0.2 * i + 0.01 * ((i * 37) % 11); });
  for (double at = 54; at < 700; at += 90) add_call(x, at, 6, 0.008, pipistrelle_khz);
  int found = 0;
  for (const Call& call : listed_calls(detect(x))) found += call.peak_hz > 40e3;
  EXPECT_EQ(found, 8);
}

TEST(CallDetector, AWeakCallBesideALoudOneIsListed) {
  auto x = quiet(300);
  add_call(x, 100, 5, 0.3, pipistrelle_khz);
  add_call(x, 112, 6, 0.01, [](double u) { return 24 + 4 * (1 - u); });
  EXPECT_EQ(listed_calls(detect(x)).size(), 2u);
}

/// Constant frequency for 55 of every 80 ms, with a short rise and fall like a horseshoe bat's.
std::vector<float> horseshoe(double ms) {
  auto x = quiet(ms);
  for (double at = 10; at + 60 < ms; at += 80)
    add_call(x, at, 55, 0.05, [](double u) {
      return 83 - 10 * std::max(0.0, 1 - u / 0.05) - 12 * std::max(0.0, (u - 0.93) / 0.07);
    });
  return x;
}

TEST(CallDetector, CallsThatFillTheirBandAreFound) {
  const auto calls = listed_calls(detect(horseshoe(1000)));
  ASSERT_EQ(calls.size(), 12u);
  for (const Call& call : calls) {
    EXPECT_NEAR(call.end_ms - call.start_ms, 55, 2);
    EXPECT_NEAR(call.char_hz, 83e3, 300);
  }
}

TEST(NoiseFloorMeter, TheNoiseFloorIsTheMedianOfTheNoise) {
  const auto alone = floor_of(quiet(1000)), with_calls = floor_of(horseshoe(1000));
  // White noise of power 0.004² per sample: Σ window² = 0.3974 N; its median is ln 2 of that.
  const double expected =
      10 * std::log10(0.004 * 0.004 * 0.3974 * kCallSizes.fft_size * std::log(2));
  for (const int bin : {20, 60, 83, 110}) EXPECT_NEAR(alone[bin], expected, 0.7);
  EXPECT_NEAR(with_calls[83], expected, 2.5);
}

TEST(CallDetector, CallsDoNotDependOnBlockSizes) {
  auto x = quiet(5000, 3);
  for (double at = 20; at < 4950; at += 71)
    add_call(x, at, 5, 0.004 + 0.1 * (at / 5000), pipistrelle_khz);
  const auto whole = detect(x);
  EXPECT_GT(whole.size(), 60u);
  for (const int frames : {1000, 513, 37, 1}) {
    const auto parts = detect(x, frames);
    ASSERT_EQ(parts.size(), whole.size());
    for (size_t i = 0; i < whole.size(); ++i) {
      EXPECT_EQ(parts[i].call, whole[i].call);
      EXPECT_EQ(parts[i].score, whole[i].score);
    }
  }
}

TEST(CallDetector, CallsAtChunkBoundariesAreFoundOnce) {
  auto x = quiet(4200);
  for (double at = 1990; at < 2010; at += 100) add_call(x, at, 5, 0.1, pipistrelle_khz);
  add_call(x, 1999, 5, 0.1, [](double u) { return 25 + 3 * (1 - u); });
  add_call(x, 3998, 5, 0.1, pipistrelle_khz);
  EXPECT_EQ(listed_calls(detect(x)).size(), 3u);
}

TEST(CallDetector, EveryRateWorks) {
  for (const int64_t rate :
       {1'000, 8'000, 44'100, 96'000, 192'000, 288'000, 1'000'000, 2'000'000}) {
    const StftSizes sizes = StftSizes::at(rate, {});
    CallDetector detector(sizes, rate, {});
    Stft stft(sizes, reader_of(noise(static_cast<size_t>(rate), 5, 0.01f)));
    for (Block block; stft.next(block);) detector.add(block);
    EXPECT_TRUE(listed_calls(detector.finish()).empty()) << rate;
  }
}

TEST(CallDetector, OptionsOutOfRangeAreRejected) {
  EXPECT_THROW(CallDetectorOptions{-1}.validate(), UsageError);
  EXPECT_THROW(CallDetectorOptions{61}.validate(), UsageError);
  EXPECT_NO_THROW(CallDetectorOptions{}.validate());
}

TEST(CallDetector, AHigherSnrListsFewerCalls) {
  auto x = quiet(300);
  add_call(x, 100, 5, 0.1, pipistrelle_khz);
  CallDetector detector(kCallSizes, kCallRate, {60});
  Stft stft(kCallSizes, reader_of(x));
  for (Block block; stft.next(block);) detector.add(block);
  EXPECT_TRUE(detector.finish().empty());
}

}  // namespace
}  // namespace noctule
