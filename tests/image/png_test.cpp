// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/png.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "image/jpeg.h"

namespace noctule {
namespace {

Levels level_ramp(int width, int height) {
  Levels levels;
  levels.resize(width, height);
  for (int row = 0; row < height; ++row)
    for (int x = 0; x < width; ++x) levels.at(row)[x] = static_cast<uint8_t>(x + 3 * row);
  return levels;
}

RgbRows rows_of(const Levels& levels) {
  return {levels.width, levels.height, [&levels](int row, uint8_t* rgb) {
            for (int i = 0; i < 3 * levels.width; ++i) rgb[i] = levels.at(row)[i / 3];
          }};
}

TEST(RgbRows, AJpegOfRowsIsThatOfTheLevels) {
  for (const auto& [width, height] : {std::pair{1, 1}, {7, 5}, {64, 32}, {9, 1}}) {
    const Levels levels = level_ramp(width, height);
    const Pixels rows = decode_jpeg(encode_jpeg(rows_of(levels), 100));
    ASSERT_EQ(rows.width, width);
    ASSERT_EQ(rows.height, height);
    const Pixels whole = decode_jpeg(encode_jpeg(level_ramp(width, height), Colormap::kGray, 100));
    for (size_t i = 0; i < rows.rgb.size(); ++i)
      ASSERT_LE(std::abs(rows.rgb[i] - whole.rgb[i]), 1) << i;
  }
}

TEST(RgbRows, APngMayBeWiderThanAJpeg) {
  const Levels levels = level_ramp(kMaxJpegWidth + 1000, 2);
  EXPECT_TRUE(encode_png(levels, Colormap::kMagma).starts_with("\x89PNG"));
  EXPECT_TRUE(encode_png(rows_of(levels)).starts_with("\x89PNG"));
}

}  // namespace
}  // namespace noctule
