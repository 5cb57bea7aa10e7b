// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/ticks.h"

#include <gtest/gtest.h>

namespace noctule {
namespace {

TEST(Ticks, StepsAreOneTwoOrFiveTimesAPowerOfTen) {
  EXPECT_DOUBLE_EQ(round_step(1), 1);
  EXPECT_DOUBLE_EQ(round_step(1.01), 2);
  EXPECT_DOUBLE_EQ(round_step(30), 50);
  EXPECT_DOUBLE_EQ(round_step(51), 100);
  EXPECT_DOUBLE_EQ(round_step(0.003), 0.005);
  EXPECT_DOUBLE_EQ(round_step(0.1), 0.1);
}

TEST(Ticks, MultiplesIncludeBothBorders) {
  EXPECT_EQ(multiples(20, 100, 140), (std::vector<double>{100, 120, 140}));
  EXPECT_EQ(multiples(20, 101, 139), (std::vector<double>{120}));
  EXPECT_EQ(multiples(50, 3, 202), (std::vector<double>{50, 100, 150, 200}));
  EXPECT_TRUE(multiples(10, 1, 2).empty());
  EXPECT_EQ(multiples(0.1, 0.3, 0.7).size(), 5u);  // 0.3 / 0.1 is below 3
}

TEST(Ticks, LabelsHaveTheDecimalsOfTheStep) {
  EXPECT_EQ(tick_label(120, 20), "120");
  EXPECT_EQ(tick_label(12.5, 0.25), "12.50");
  EXPECT_EQ(tick_label(0.02, 0.02), "0.02");
  EXPECT_EQ(tick_label(110.25, 0.25), "110.25");
  EXPECT_EQ(tick_label(5, 5), "5");
}

}  // namespace
}  // namespace noctule
