// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/overview.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace noctule {
namespace {

/// The overview of one row of levels, added in tiles of a width, from right to left.
std::vector<int> overview_of(const std::vector<uint8_t>& row, int width, int tile_width) {
  const auto columns = static_cast<int>(row.size());
  Overview overview(columns, width, 1);
  for (int first = (columns - 1) / tile_width * tile_width; first >= 0; first -= tile_width) {
    Levels tile;
    tile.resize(std::min(tile_width, columns - first), 1);
    std::copy_n(row.begin() + first, tile.width, tile.at(0));
    overview.add(first, tile);
  }
  return {overview.levels().at(0), overview.levels().at(0) + width};
}

TEST(Overview, KeepsTheLargestLevelOfEveryColumnThatAPixelCovers) {
  std::mt19937 random(1);
  std::vector<uint8_t> row(1000);
  for (uint8_t& level : row) level = static_cast<uint8_t>(random() % 256);
  for (const int width : {1, 7, 300, 999}) {
    std::vector<int> expected(width, 0);
    for (int64_t c = 0; c < width; ++c)
      for (int64_t x = 0; x < 1000; ++x)
        if ((x + 1) * width > c * 1000 && x * width < (c + 1) * 1000)
          expected[c] = std::max<int>(expected[c], row[x]);
    for (const int tile_width : {1, 33, 999, 1000})
      EXPECT_EQ(overview_of(row, width, tile_width), expected) << width << " " << tile_width;
  }
}

}  // namespace
}  // namespace noctule
