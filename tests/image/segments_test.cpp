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

Ranges segments(const std::vector<uint8_t>& levels) { return peak_segments(levels, 40, {}); }

TEST(Segments, ASingleRegionIsKeptWithItsMargins) {
  EXPECT_EQ(segments(columns(1000, {{500, 510}})), (Ranges{{460, 550}}));
}

TEST(Segments, OverlappingAndTouchingRangesAreMerged) {
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

TEST(Segments, SilenceHasNone) {
  EXPECT_TRUE(segments(columns(1000, {})).empty());
  EXPECT_TRUE(segments({7}).empty());
  EXPECT_TRUE(segments({7, 9}).empty());
}

Call call(double start_ms, double end_ms) {
  Call call;
  call.start_ms = start_ms;
  call.end_ms = end_ms;
  return call;
}

TEST(Segments, CallsAreShownInWholeColumnsWithTheirMargins) {
  Geometry geometry;
  geometry.px_per_second = 4000;
  geometry.width = 1000;
  const auto shown = [&](std::vector<Call> calls) { return call_segments(calls, geometry, 10); };
  EXPECT_EQ(shown({call(100, 105)}), (Ranges{{360, 460}}));
  EXPECT_EQ(shown({call(100.1, 105.1)}), (Ranges{{360, 461}}));
  EXPECT_EQ(shown({call(200, 201), call(100, 105), call(125, 130), call(101, 102)}),
            (Ranges{{360, 560}, {760, 844}}));
  EXPECT_EQ(shown({call(2, 4), call(245, 249)}), (Ranges{{0, 56}, {940, 1000}}));
  EXPECT_EQ(shown({call(300, 310)}), Ranges{});
  EXPECT_EQ(shown({}), Ranges{});
}

TEST(Segments, TheThresholdFallsUntilSomethingIsFound) {
  // Single loud columns are dropped; the pair at 600 reaches only a lower threshold.
  auto levels = columns(1000, {{500, 501}});
  levels[600] = levels[601] = 90;
  EXPECT_EQ(segments(levels), (Ranges{{560, 642}}));
}

}  // namespace
}  // namespace noctule
