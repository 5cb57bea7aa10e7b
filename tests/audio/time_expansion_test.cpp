// SPDX-License-Identifier: GPL-3.0-or-later
#include "audio/time_expansion.h"

#include <gtest/gtest.h>

#include "audio/audiomoth.h"
#include "core/error.h"

namespace noctule {
namespace {

RecordingMetadata metadata(std::optional<double> te, std::optional<double> wamd,
                           std::optional<double> rate) {
  RecordingMetadata m;
  m.guano_time_expansion = te;
  m.wamd_time_expansion = wamd;
  m.guano_sample_rate_hz = rate;
  return m;
}

TEST(TimeExpansion, TheFirstSourceWins) {
  const auto all = metadata(5, 8, 384'000);
  EXPECT_EQ(find_time_expansion(38'400, 4, all).factor, 4);
  EXPECT_EQ(find_time_expansion(38'400, {}, all).factor, 5);
  EXPECT_EQ(find_time_expansion(38'400, {}, metadata({}, 8, 384'000)).factor, 8);
  const auto by_rate = find_time_expansion(38'400, {}, metadata({}, {}, 384'000));
  EXPECT_EQ(by_rate.factor, 10);
  EXPECT_EQ(by_rate.source, "guano");
  EXPECT_EQ(by_rate.sample_rate_hz, 384'000);
  EXPECT_TRUE(by_rate.warnings.empty());
}

TEST(TimeExpansion, AFactorBeyond1MHzIsIgnored) {
  const auto found = find_time_expansion(256'000, {}, metadata(10, 2, {}));
  EXPECT_EQ(found.factor, 2);
  EXPECT_EQ(found.source, "wamd");
  EXPECT_EQ(found.warnings.size(), 1u);
  EXPECT_THROW(find_time_expansion(256'000, 10, {}), UsageError);
}

TEST(TimeExpansion, ALowRateWarnsUnlessExplained) {
  EXPECT_EQ(find_time_expansion(44'100, {}, {}).warnings.size(), 1u);
  EXPECT_TRUE(find_time_expansion(44'100, {}, metadata(1, {}, {})).warnings.empty());
  EXPECT_TRUE(find_time_expansion(96'000, {}, {}).warnings.empty());
  EXPECT_THROW(find_time_expansion(999, {}, {}), RecordingError);
  EXPECT_THROW(find_time_expansion(10'000'001, {}, {}), RecordingError);
}

/// A marker for `blocks`, preceded by `before` samples of ±1 that are not part of it.
std::vector<float> recording(int before, uint32_t blocks) {
  constexpr float kUnit = 1.0f / 32768;
  std::vector<float> samples(static_cast<size_t>(before), kUnit);
  for (int bit = 0; bit < 32; ++bit) samples.push_back(blocks >> bit & 1 ? kUnit : -kUnit);
  samples.insert(samples.end(), 224, 0.0f);
  samples.insert(samples.end(), 10, 0.5f);
  return samples;
}

std::vector<float> expand(const std::vector<float>& samples, size_t piece, int64_t max) {
  size_t at = 0;
  SilenceExpander expander(
      [&](std::span<float> out) {
        const size_t count = std::min(out.size(), samples.size() - at);
        std::copy_n(samples.begin() + static_cast<long>(at), count, out.begin());
        at += count;
        return count;
      },
      max);
  std::vector<float> all, chunk(piece);
  while (const size_t got = expander.read(chunk))
    all.insert(all.end(), chunk.begin(), chunk.begin() + static_cast<long>(got));
  return all;
}

TEST(SilenceExpander, FindsMarkersWithReadsOfAnySize) {
  for (const size_t piece : {1u, 7u, 255u, 256u, 257u, 100'000u})
    for (const int before : {0, 1, 16'100, 16'384}) {
      const auto all = expand(recording(before, 3), piece, 1'000'000);
      ASSERT_EQ(all.size(), static_cast<size_t>(before) + 3 * 256 + 10);
      EXPECT_EQ(all[static_cast<size_t>(before) + 3 * 256], 0.5f);
      EXPECT_EQ(all[static_cast<size_t>(before) + 3 * 256 - 1], 0.0f);
    }
}

TEST(SilenceExpander, RejectsMoreThanItsMaximumBeforeReturningAny) {
  EXPECT_THROW(expand(recording(0, 0xFFFFFFFF), 1024, 1'000'000), RecordingError);
  EXPECT_NO_THROW(expand(recording(0, 3), 1024, 768));
}

}  // namespace
}  // namespace noctule
