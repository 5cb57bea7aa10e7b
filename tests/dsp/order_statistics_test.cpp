// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/order_statistics.h"

#include <gtest/gtest.h>

#include "support/signals.h"

namespace noctule {
namespace {

using AtLow = SampledMedian::AtLow;

std::optional<float> sorted_median(std::vector<float> values) {
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  return 0.5f * (values[(values.size() - 1) / 2] + values[values.size() / 2]);
}

std::optional<float> sampled_median(const std::vector<float>& values, float low, float high,
                                    AtLow at_low) {
  SampledMedian median;
  median.reset(low, high, at_low);
  const std::span<const float> all(values);
  const size_t split = values.size() / 3;
  std::vector<float> sample;
  for (size_t i = 0; i < values.size(); i += SampledMedian::kSampleStride)
    sample.push_back(values[i]);
  median.sample(sample);
  do {
    median.narrow();
    median.collect(all.first(split));
    median.collect(all.subspan(split));
  } while (!median.found());
  return median.median();
}

TEST(SampledMedian, IsExactForAnyCount) {
  for (const size_t count : {1u, 2u, 3u, 4u, 511u, 512u, 513u, 1000u, 1537u, 20001u}) {
    const auto values = noise(count, static_cast<unsigned>(count), 5.0f);
    EXPECT_EQ(sampled_median(values, -40, 40, AtLow::kCountAsLow), sorted_median(values));
  }
}

TEST(SampledMedian, CountsOrIgnoresLowValues) {
  const std::vector<float> values = {-3, -2, -1, 0, 1, 2, 5};
  EXPECT_EQ(sampled_median(values, 0, 5, AtLow::kIgnore), 2.0f);
  EXPECT_EQ(sampled_median(values, 0, 5, AtLow::kCountAsLow), 0.0f);
  EXPECT_EQ(sampled_median({-1, 0}, 0, 5, AtLow::kIgnore), std::nullopt);
  EXPECT_EQ(sampled_median({0, 0, 0, 1, 1, 1}, 0, 1, AtLow::kCountAsLow), 0.5f);
}

TEST(SampledMedian, MiddleTwoMayLieFarApart) {
  EXPECT_EQ(sampled_median({-30, -29, 10, 20}, -40, 40, AtLow::kCountAsLow), -9.5f);
}

TEST(SampledMedian, IsExactIfTheSampleIsMisleading) {
  std::vector<float> above(4000, 1), below(4000, 1), apart(4000, 1);
  for (size_t i = 0; i < 4000; ++i) {
    const float value = static_cast<float>(i % 97) / 97;
    if (i % SampledMedian::kSampleStride == 0) continue;
    above[i] = 3 + value;
    below[i] = -3 - value;
    apart[i] = i % 2 == 0 ? 5 + value : -5 - value;
  }
  for (const auto& values : {above, below, apart})
    EXPECT_EQ(sampled_median(values, -10, 10, AtLow::kCountAsLow), sorted_median(values));
}

TEST(SampledMedian, ManyEqualValuesAreExact) {
  std::vector<float> values(5000, 7.25f);
  values.push_back(8);
  EXPECT_EQ(sampled_median(values, 0, 10, AtLow::kCountAsLow), 7.25f);
  EXPECT_EQ(sampled_median(std::vector<float>(10, 0.0f), 0, 0, AtLow::kCountAsLow), 0.0f);
}

TEST(SteppedMedians, AreExactForSteppedValuesWhileTheMaximumRises) {
  constexpr float kStep = 0.002f;
  SteppedMedians medians(2, kStep, 40'000);
  std::vector<float> all;
  for (unsigned piece = 0; piece < 6; ++piece) {
    auto values = noise(999, piece, 4.0f + static_cast<float>(piece));
    for (float& v : values) v = std::nearbyint((v - 30 + 4.0f * piece) / kStep) * kStep;
    medians.raise(*std::max_element(values.begin(), values.end()));
    medians.count(0, values);
    medians.count(1, std::vector<float>(3, values[0]));
    all.insert(all.end(), values.begin(), values.end());
  }
  EXPECT_NEAR(*medians.median(0), *sorted_median(all), 1e-4f);
}

TEST(SteppedMedians, ValuesBelowTheRangeCountAsLowest) {
  SteppedMedians medians(1, 1.0f, 10);
  medians.raise(0);
  medians.count(0, std::vector<float>{-9, -9, -9, 0});
  medians.raise(20);  // everything so far is now below 10
  medians.count(0, std::vector<float>{20, 19});
  EXPECT_EQ(medians.median(0), 10.0f);
  medians.count(0, std::vector<float>{18, 18, 18});
  EXPECT_EQ(medians.median(0), 18.0f);
}

}  // namespace
}  // namespace noctule
