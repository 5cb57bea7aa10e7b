// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/halve.h"

#include <gtest/gtest.h>

namespace noctule {
namespace {

/// Five columns: a dark row, bright green in column 2, above a bright row without red in column 4.
Pixels two_rows() {
  Pixels pixels;
  pixels.width = 5;
  pixels.height = 2;
  pixels.rgb.resize(30);
  std::fill_n(pixels.rgb.data(), 15, 10);
  std::fill_n(pixels.rgb.data() + 15, 15, 200);
  pixels.rgb[3 * 2 + 1] = 250;
  pixels.rgb[15 + 3 * 4] = 0;
  return pixels;
}

TEST(Halve, KeepsTheBrightestPixel) {
  const Pixels half = halve_width(two_rows(), 1, Keep::kBrightest);
  ASSERT_EQ(half.width, 3);
  ASSERT_EQ(half.height, 2);
  EXPECT_EQ(half.at(0, 0)[1], 10);
  EXPECT_EQ(half.at(0, 1)[0], 10);
  EXPECT_EQ(half.at(0, 1)[1], 250);
  EXPECT_EQ(half.at(1, 1)[2], 200);
  EXPECT_EQ(half.at(1, 2)[0], 0);  // alone in its pixel
  EXPECT_EQ(half.at(1, 2)[1], 200);
}

TEST(Halve, KeepsTheDarkestPixel) {
  const Pixels quarter = halve_width(two_rows(), 2, Keep::kDarkest);
  ASSERT_EQ(quarter.width, 2);
  EXPECT_EQ(quarter.at(0, 0)[1], 10);
  EXPECT_EQ(quarter.at(1, 0)[0], 200);
  EXPECT_EQ(quarter.at(1, 1)[0], 0);
}

TEST(Halve, MixesNoColours) {
  Pixels pixels;
  pixels.width = 2;
  pixels.height = 1;
  pixels.rgb.resize(6);
  const uint8_t red_and_blue[] = {200, 0, 0, 0, 0, 250};
  std::copy_n(red_and_blue, 6, pixels.rgb.data());
  const Pixels half = halve_width(pixels, 1, Keep::kBrightest);
  EXPECT_EQ(half.at(0, 0)[0], 200);
  EXPECT_EQ(half.at(0, 0)[2], 0);
}

TEST(Halve, NeverShrinksBelowOneColumn) {
  EXPECT_EQ(halve_width(two_rows(), 16, Keep::kBrightest).width, 1);
  EXPECT_EQ(halve_width(two_rows(), 0, Keep::kBrightest).width, 5);
}

}  // namespace
}  // namespace noctule
