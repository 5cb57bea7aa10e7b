// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/segments.h"

#include <gtest/gtest.h>

namespace noctule {
namespace {

using Ranges = std::vector<ColumnRange>;

/// `width` quiet columns with loud ones (level 255) in the given ranges.
std::vector<uint8_t> columns(size_t width, const Ranges& loud, uint8_t level = 255) {
  std::vector<uint8_t> levels(width, 0);
  for (const ColumnRange& range : loud)
    std::fill(levels.begin() + range.start, levels.begin() + range.stop, level);
  return levels;
}

Ranges segments(const std::vector<uint8_t>& levels) { return find_segments(levels, 40, {}); }

TEST(Segments, ALoneRegionIsKeptWithItsMargins) {
  EXPECT_EQ(segments(columns(1000, {{500, 510}})), (Ranges{{460, 550}}));
}

TEST(Segments, OverlappingAndTouchingRangesAreUnitedHoweverMany) {
  EXPECT_EQ(segments(columns(1000, {{200, 205}, {285, 290}, {370, 372}, {500, 510}})),
            (Ranges{{160, 412}, {460, 550}}));
  EXPECT_EQ(segments(columns(1000, {{200, 205}, {286, 290}})), (Ranges{{160, 245}, {246, 330}}));
}

TEST(Segments, AreClampedToTheImage) {
  EXPECT_EQ(segments(columns(100, {{5, 10}})), (Ranges{{0, 50}}));
  EXPECT_EQ(segments(columns(100, {{95, 100}})), (Ranges{{55, 100}}));
}

TEST(Segments, TheMedianOfThreeDropsSingleColumnsAndFillsSingleGaps) {
  EXPECT_EQ(segments(columns(1000, {{300, 301}, {600, 603}})), (Ranges{{560, 643}}));
  EXPECT_EQ(segments(columns(1000, {{600, 602}, {603, 605}})), (Ranges{{560, 645}}));
}

TEST(Segments, SilenceIsTheWholeImage) {
  EXPECT_EQ(segments(columns(1000, {})), (Ranges{{0, 1000}}));
  EXPECT_EQ(segments({7}), (Ranges{{0, 1}}));
  EXPECT_EQ(segments({7, 9}), (Ranges{{0, 2}}));
}

TEST(Segments, TheThresholdFallsUntilSomethingIsFound) {
  // Single loud columns never last; the ones beside them reach a lower threshold only.
  auto levels = columns(1000, {{500, 501}});
  levels[600] = levels[601] = 90;
  EXPECT_EQ(segments(levels), (Ranges{{560, 642}}));
}

}  // namespace
}  // namespace noctule
