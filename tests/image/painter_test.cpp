// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/painter.h"

#include <gtest/gtest.h>

#include "support/signals.h"

namespace noctule {
namespace {

struct Drawn {
  Geometry geometry;
  std::vector<Levels> tiles;
};

/// Draws `x` with default denoising, in one image or in tiles.
Drawn draw(const std::vector<float>& x, int64_t rate, int64_t tile_width, RasterOptions raster = {},
           int64_t overview = 0) {
  const StftSizes sizes = StftSizes::at(rate, {});
  BlockSequence blocks(
      sizes, [&x] { return reader_of(x); }, static_cast<int64_t>(x.size()));
  const Denoiser denoiser = compute_denoiser(blocks, rate, {});
  Drawn drawn{Geometry::of(rate, blocks.samples(), sizes, raster, 5e3, 200e3), {}};
  const int64_t columns = overview > 0 ? overview : drawn.geometry.width;
  Painter painter(drawn.geometry, ColumnMap({{0, drawn.geometry.width}}, columns),
                  denoiser.maximum_db, tile_width,
                  [&](Levels& levels) { drawn.tiles.push_back(std::move(levels)); });
  DenoisedWindow window(denoiser, sizes.bins, painter.lookback_frames());
  blocks.for_each([&](const Block& block) {
    window.advance(block);
    painter.add(window);
  });
  return drawn;
}

int brightest_row(const Levels& levels, int column) {
  int best = 0;
  for (int row = 0; row < levels.height; ++row)
    if (levels.at(row)[column] > levels.at(best)[column]) best = row;
  return best;
}

TEST(Geometry, WidthIsFloorOfFourPixelsAMillisecond) {
  const auto width = [](int64_t rate, int64_t samples) {
    return Geometry::of(rate, samples, {256, 64, 129}, {}, 5e3, 200e3).width;
  };
  EXPECT_EQ(width(256'000, 1), 1);
  EXPECT_EQ(width(256'000, 256'000), 4000);
  EXPECT_EQ(width(256'000, 255'999), 3999);
  EXPECT_EQ(width(44'100, 44'100 * 86400LL * 30), 4000 * 86400LL * 30);
}

TEST(ColumnMap, JoinsRangesAndScales) {
  const ColumnMap joined({{10, 12}, {20, 23}}, 5);
  EXPECT_EQ(joined.center(0), 10.5);
  EXPECT_EQ(joined.center(1), 11.5);
  EXPECT_EQ(joined.center(2), 20.5);
  EXPECT_EQ(joined.center(4), 22.5);
  EXPECT_EQ(ColumnMap({{0, 100}}, 10).center(3), 35.0);
}

TEST(Painter, AToneIsDrawnAtItsFrequency) {
  for (const int64_t rate : {256'000, 384'000, 500'000}) {
    std::vector<float> x(static_cast<size_t>(rate), 0.0f);
    for (size_t n = x.size() / 4; n < x.size() / 2; ++n)
      x[n] = static_cast<float>(0.5 * std::sin(2 * std::numbers::pi * 60e3 * n / rate));
    const Drawn drawn = draw(x, rate, 50'000);
    const int row = brightest_row(drawn.tiles[0], 1500);
    EXPECT_NEAR(drawn.geometry.row_center_hz(row), 60e3, 1000) << rate;
    EXPECT_EQ(drawn.tiles[0].at(row)[100], 0);
  }
}

TEST(Painter, EveryClickIsWithinAPixelOfItsTimeAcrossTilesAndBlocks) {
  for (const int64_t rate : {192'000, 250'000, 256'000, 384'000, 500'000}) {
    std::vector<float> x(static_cast<size_t>(rate) * 2, 0.0f);
    std::vector<int64_t> columns;
    for (int64_t at = rate / 50; at < static_cast<int64_t>(x.size()) - 100; at += rate / 31 + 7) {
      x[at] = 0.9f;
      columns.push_back(at * 4000 / rate);
    }
    const Drawn drawn = draw(x, rate, 1000);
    ASSERT_EQ(drawn.tiles.size(), 8u);
    for (const int64_t column : columns) {
      const auto energy = [&](int64_t c) {
        const Levels& tile = drawn.tiles[c / 1000];
        int sum = 0;
        for (int row = 0; row < tile.height; ++row) sum += tile.at(row)[c % 1000];
        return sum;
      };
      int64_t best = column - 3;
      for (int64_t c = column - 3; c <= column + 3; ++c)
        if (energy(c) > energy(best)) best = c;
      EXPECT_NEAR(best, column, 1) << rate;
    }
  }
}

TEST(Painter, AboveNyquistIsBlack) {
  const Drawn drawn = draw(noise(96'000, 5, 0.1f), 96'000, 50'000);
  for (int row = 0; drawn.geometry.row_center_hz(row) > 48'000; ++row)
    for (int column = 0; column < drawn.tiles[0].width; ++column)
      ASSERT_EQ(drawn.tiles[0].at(row)[column], 0);
}

TEST(Painter, TilesMatchTheSingleImage) {
  const auto x = noise(300'000, 6, 0.1f);
  const Drawn whole = draw(x, 256'000, 50'000), cut = draw(x, 256'000, 777);
  for (int64_t c = 0; c < whole.geometry.width; ++c)
    for (int row = 0; row < 300; ++row)
      ASSERT_EQ(whole.tiles[0].at(row)[c], cut.tiles[c / 777].at(row)[c % 777]);
}

TEST(Painter, FewerPixelsThanColumnsAreAveraged) {
  std::vector<float> x = noise(512'000, 7, 0.0001f);
  const auto tone = sine(128'000, 256, 60, 0.5);
  std::copy(tone.begin(), tone.end(), x.begin() + 100'000);
  const Drawn drawn = draw(x, 256'000, 100, {}, 100);
  ASSERT_EQ(drawn.tiles[0].width, 100);
  const int row = brightest_row(drawn.tiles[0], 30);
  EXPECT_NEAR(drawn.geometry.row_center_hz(row), 60e3, 1000);
  EXPECT_GT(drawn.tiles[0].at(row)[30], 150);
  EXPECT_LT(drawn.tiles[0].at(row)[10], 60);
  EXPECT_LT(drawn.tiles[0].at(row)[90], 60);
}

TEST(Painter, OneSampleYieldsOneColumn) {
  const Drawn drawn = draw({0.5f}, 256'000, 50'000);
  ASSERT_EQ(drawn.tiles.size(), 1u);
  EXPECT_EQ(drawn.tiles[0].width, 1);
}

}  // namespace
}  // namespace noctule
