// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/denoise.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/render_threads.h"
#include "dsp/denoised_window.h"
#include "support/signals.h"

namespace noctule {
namespace {

constexpr StftSizes kSizes{256, 64, 129};
constexpr int kRate = 256'000;

BlockSequence blocks_of(const std::vector<float>& x, int64_t memory) {
  return BlockSequence(
      kSizes, [x] { return reader_of(x); }, static_cast<int64_t>(x.size()), memory);
}

/// Denoised values, bin by bin.
std::vector<std::vector<float>> denoised(BlockSequence& blocks, const Denoiser& denoiser) {
  std::vector<std::vector<float>> rows(kSizes.bins);
  DenoisedWindow window(denoiser, kSizes.bins, 0);
  blocks.for_each([&](const Block& block) {
    window.advance(block);
    for (int bin = 0; bin < kSizes.bins; ++bin)
      rows[bin].insert(rows[bin].end(), window.row(bin), window.row(bin) + block.frames);
  });
  return rows;
}

std::vector<float> noisy_call() {
  auto x = noise(200'000, 3, 0.01f);
  const auto tone = sine(4000, 256, 45, 0.5);
  for (size_t i = 0; i < tone.size(); ++i) x[90'000 + i] += tone[i];
  return x;
}

TEST(Denoise, TheTwoMediansZeroThreeQuartersOfABin) {
  auto blocks = blocks_of(noisy_call(), 1 << 24);
  const Denoiser denoiser = compute_denoiser(blocks, kRate, {});
  const auto rows = denoised(blocks, denoiser);
  for (int bin = 10; bin < 120; ++bin) {
    const auto zeros = std::count(rows[bin].begin(), rows[bin].end(), 0.0f);
    EXPECT_NEAR(static_cast<double>(zeros) / static_cast<double>(rows[bin].size()), 0.75, 0.05);
  }
  float highest = 0;
  for (const auto& row : rows)
    highest = std::max(highest, *std::max_element(row.begin(), row.end()));
  EXPECT_EQ(highest, denoiser.maximum_db);
  EXPECT_EQ(highest, *std::max_element(rows[45].begin(), rows[45].end()));
}

TEST(Denoise, BinsOutsideTheBandAreZero) {
  auto blocks = blocks_of(noise(50'000, 4, 0.1f), 1 << 24);
  DenoiseOptions options;
  options.freq_max_hz = 100e3;
  const Denoiser denoiser = compute_denoiser(blocks, kRate, options);
  EXPECT_EQ(denoiser.first_bin, 5);   // bin 4 spans 4 to 5 kHz, wholly outside
  EXPECT_EQ(denoiser.last_bin, 100);  // bin 100 starts at 100 kHz itself
  const auto rows = denoised(blocks, denoiser);
  for (const int bin : {0, 4, 101, 128})
    EXPECT_EQ(*std::max_element(rows[bin].begin(), rows[bin].end()), 0.0f);
}

TEST(Denoise, DigitalSilenceIsExactlyZero) {
  std::vector<float> x(100'000, 0.0f);
  for (const int64_t memory : {int64_t{1} << 24, int64_t{0}}) {
    auto silent = blocks_of(x, memory);
    EXPECT_EQ(compute_denoiser(silent, kRate, {}).maximum_db, 0.0f);
  }
  const auto tone = sine(2000, 256, 45, 0.5);
  std::copy(tone.begin(), tone.end(), x.begin() + 30'000);
  for (const int64_t memory : {int64_t{1} << 24, int64_t{0}}) {
    auto blocks = blocks_of(x, memory);
    const Denoiser denoiser = compute_denoiser(blocks, kRate, {});
    const auto rows = denoised(blocks, denoiser);
    EXPECT_GT(denoiser.maximum_db, 40.0f);
    for (int bin = 0; bin < kSizes.bins; ++bin) EXPECT_EQ(rows[bin][10], 0.0f);
  }
}

TEST(Denoise, StreamingMatchesInMemory) {
  const auto x = noisy_call();
  auto kept = blocks_of(x, 1 << 24), streamed = blocks_of(x, 0);
  ASSERT_TRUE(kept.in_memory());
  ASSERT_FALSE(streamed.in_memory());
  const Denoiser exact = compute_denoiser(kept, kRate, {}),
                 stepped = compute_denoiser(streamed, kRate, {});
  for (int bin = 0; bin < kSizes.bins; ++bin)
    EXPECT_NEAR(exact.reference_db[bin], stepped.reference_db[bin], 0.002);
  EXPECT_NEAR(exact.threshold_db, stepped.threshold_db, 0.004);
  EXPECT_NEAR(exact.maximum_db, stepped.maximum_db, 0.004);
}

TEST(Denoise, StatisticsDoNotDependOnTheNumberOfThreads) {
  const auto x = noise(1'000'000, 8, 0.01f);
  for (const auto method : {DenoiseMethod::kMedian, DenoiseMethod::kNone}) {
    DenoiseOptions options;
    options.method = method;
    auto alone = blocks_of(x, 0), shared = blocks_of(x, 0);
    const Denoiser one = compute_denoiser(alone, kRate, options);
    set_render_threads(4);
    const Denoiser four = compute_denoiser(shared, kRate, options);
    set_render_threads(1);
    EXPECT_EQ(one.reference_db, four.reference_db);
    EXPECT_EQ(one.threshold_db, four.threshold_db);
    EXPECT_EQ(one.maximum_db, four.maximum_db);
    EXPECT_EQ(alone.samples(), shared.samples());
  }
}

TEST(BlockSequence, RepeatsTheFramesBeforeEachBlock) {
  const auto x = noise(1'000'000, 9, 0.01f);
  auto blocks = blocks_of(x, 0);
  std::vector<float> last;
  BlockPass pass;
  pass.before = 20;
  pass.in_order = [&](const Block& block, size_t) {
    EXPECT_EQ(block.before, block.first_frame == 0 ? 0 : 32);
    if (block.before > 0) {
      EXPECT_EQ(std::vector<float>(block.row(7) - block.before, block.row(7)), last);
    }
    last.assign(block.row(7) + block.frames - 32, block.row(7) + block.frames);
  };
  ASSERT_TRUE(blocks.can_repeat(20));
  blocks.run(pass);
  EXPECT_FALSE(last.empty());
}

TEST(BlockSequence, SkipsBlocksThatAreNotWanted) {
  auto blocks = blocks_of(noise(1'000'000, 9, 0.01f), 0);
  std::vector<int64_t> visited;
  BlockPass pass;
  pass.wanted = [](int64_t first, int64_t end) { return first <= 5000 && 5000 < end; };
  pass.in_order = [&](const Block& block, size_t) { visited.push_back(block.first_frame); };
  blocks.run(pass);
  ASSERT_EQ(visited.size(), 1u);
  EXPECT_LE(visited[0], 5000);
  EXPECT_EQ(blocks.samples(), 1'000'000);
}

TEST(Denoise, AWrongHeaderOnlySelectsStreaming) {
  const auto x = noisy_call();
  BlockSequence blocks(
      kSizes, [x] { return reader_of(x); }, 10, 100'000);  // the header states 10 samples
  EXPECT_FALSE(blocks.in_memory());
  EXPECT_GT(compute_denoiser(blocks, kRate, {}).maximum_db, 20.0f);
}

TEST(Denoise, WhenDisabledSubtractsOnlyTheMinimum) {
  auto blocks = blocks_of(noisy_call(), 1 << 24);
  DenoiseOptions options;
  options.method = DenoiseMethod::kNone;
  const Denoiser denoiser = compute_denoiser(blocks, kRate, options);
  const auto rows = denoised(blocks, denoiser);
  float lowest = 1e9f;
  for (const auto& row : rows) lowest = std::min(lowest, *std::min_element(row.begin(), row.end()));
  EXPECT_EQ(lowest, 0.0f);
  EXPECT_LE(denoiser.maximum_db, 80.0f);
}

TEST(Denoise, NoSamplesIsAnError) {
  for (const int64_t memory : {int64_t{1} << 24, int64_t{-1}}) {
    auto blocks = blocks_of({}, memory);
    EXPECT_THROW(compute_denoiser(blocks, kRate, {}), RecordingError);
  }
}

}  // namespace
}  // namespace noctule
