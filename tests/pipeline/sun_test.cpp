// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/sun.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace noctule {
namespace {

int minutes_of(const std::string& local) {
  return 60 * std::atoi(local.c_str() + 11) + std::atoi(local.c_str() + 14);
}

struct Published {
  const char* night;
  double latitude, longitude;
  int utc_offset;
  const char *sunset, *sunrise;  ///< whole minutes
};

// Times that almanacs publish, rounded: London, New York, Sydney and Quito.
constexpr Published kPublished[] = {
    {"2025-06-20", 51.5, -0.125, 60, "2025-06-20T21:22", "2025-06-21T04:43"},
    {"2023-12-21", 40.7128, -74.0060, -300, "2023-12-21T16:32", "2023-12-22T07:17"},
    {"2024-12-21", -33.8688, 151.2093, 660, "2024-12-21T20:05", "2024-12-22T05:41"},
    {"2024-03-20", -0.1807, -78.4678, -300, "2024-03-20T18:24", "2024-03-21T06:17"},
};

TEST(SunTimes, AgreeWithPublishedOnes) {
  for (const Published& p : kPublished) {
    const SunTimes found = sun_times(p.night, p.latitude, p.longitude, p.utc_offset);
    ASSERT_TRUE(found.sunset && found.sunrise) << p.night;
    EXPECT_EQ(found.sunset->substr(0, 10), std::string(p.sunset).substr(0, 10));
    EXPECT_EQ(found.sunrise->substr(0, 10), std::string(p.sunrise).substr(0, 10));
    EXPECT_NEAR(minutes_of(*found.sunset), minutes_of(p.sunset), 2) << *found.sunset;
    EXPECT_NEAR(minutes_of(*found.sunrise), minutes_of(p.sunrise), 2) << *found.sunrise;
  }
}

TEST(SunTimes, AreAbsentInPolarSummerAndWinter) {
  for (const char* night : {"2024-06-21", "2024-12-21"}) {
    const SunTimes found = sun_times(night, 69.65, 18.96, 60);  // Tromsø
    EXPECT_FALSE(found.sunset || found.sunrise) << night;
  }
  EXPECT_TRUE(sun_times("2024-03-20", 69.65, 18.96, 60).sunset);
  for (const double pole : {90.0, -90.0}) sun_times("2024-03-20", pole, 0, 0);
  EXPECT_FALSE(sun_times("", 50, 0, 0).sunset);
}

TEST(SunTimes, OffsetsComeFromTheTimestampOrTheLongitude) {
  EXPECT_EQ(utc_offset_minutes("2024-05-16T21:00:00+02:00", 8.5), 120);
  EXPECT_EQ(utc_offset_minutes("2024-05-16T21:00:00.123-03:30", -52), -210);
  EXPECT_EQ(utc_offset_minutes("2024-05-16T21:00:00Z", -105), -420);
  EXPECT_EQ(utc_offset_minutes("2024-05-16T21:00:00+00:00", 174), 720);
  EXPECT_EQ(utc_offset_minutes("2024-05-16T21:00:00", 8.5), 60);
  EXPECT_EQ(utc_offset_minutes("2024-05-16", 8.5), 60);
}

}  // namespace
}  // namespace noctule
