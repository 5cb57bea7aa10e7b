// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/jpeg.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace noctule {
namespace {

Levels ramp(int width, int height) {
  Levels levels;
  levels.resize(width, height);
  for (int row = 0; row < height; ++row)
    for (int column = 0; column < width; ++column)
      levels.at(row)[column] = static_cast<uint8_t>(255 * column / std::max(1, width - 1));
  return levels;
}

TEST(Jpeg, GrayLevelsRoundTrip) {
  Levels levels = ramp(256, 300);
  const Pixels pixels = decode_jpeg(encode_jpeg(std::move(levels), Colormap::kGray, 100));
  ASSERT_EQ(pixels.width, 256);
  ASSERT_EQ(pixels.height, 300);
  for (int column = 0; column < 256; ++column) EXPECT_NEAR(pixels.at(150, column)[1], column, 1);
}

TEST(Jpeg, ColoursMatchTheMap) {
  for (const Colormap map : {Colormap::kMagma, Colormap::kViridis, Colormap::kGrayInverted}) {
    Levels levels;
    levels.resize(64, 64);
    std::fill_n(levels.values.data(), 64 * 64, uint8_t{200});
    const Pixels pixels = decode_jpeg(encode_jpeg(std::move(levels), map, 95));
    const uint32_t rgb = colors_of(map)[200];
    EXPECT_NEAR(pixels.at(30, 30)[0], rgb >> 16 & 255, 3);
    EXPECT_NEAR(pixels.at(30, 30)[1], rgb >> 8 & 255, 3);
    EXPECT_NEAR(pixels.at(30, 30)[2], rgb & 255, 3);
  }
}

TEST(Jpeg, AnySizeWorks) {
  for (const auto& [width, height] : {std::pair{1, 1}, {1, 300}, {17, 3}, {2, 1}, {65500, 1}}) {
    Levels levels = ramp(width, height);
    const Pixels pixels = decode_jpeg(encode_jpeg(std::move(levels), Colormap::kMagma, 80));
    EXPECT_EQ(pixels.width, width);
    EXPECT_EQ(pixels.height, height);
  }
}

TEST(Jpeg, IsBaselineWithHalvedChroma) {
  Levels levels = ramp(100, 100);
  const std::string jpeg = encode_jpeg(std::move(levels), Colormap::kGray, 80);
  const size_t frame = jpeg.find("\xff\xc0");  // SOF0
  ASSERT_NE(frame, std::string::npos);
  EXPECT_EQ(jpeg[frame + 9], 3);      // components
  EXPECT_EQ(jpeg[frame + 11], 0x22);  // luma 2 × 2
  EXPECT_EQ(jpeg[frame + 14], 0x11);  // chroma 1 × 1
}

TEST(Jpeg, GarbageIsRejected) { EXPECT_THROW(decode_jpeg("not a picture"), FatalError); }

TEST(Pgm, ContainsTheUnchangedLevels) {
  EXPECT_EQ(encode_pgm(ramp(2, 1)), std::string("P5\n2 1\n255\n\x00\xff", 13));
}

}  // namespace
}  // namespace noctule
