// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timestamp.h"

#include <gtest/gtest.h>

namespace noctule {
namespace {

TEST(Timestamps, AreNormalised) {
  EXPECT_EQ(normalise_timestamp("2024-04-16 02:24:48+1:00"), "2024-04-16T02:24:48+01:00");
  EXPECT_EQ(normalise_timestamp("2022-05-28T21:52:11Z"), "2022-05-28T21:52:11Z");
  EXPECT_EQ(normalise_timestamp("2022-05-28T21:52:11.250-0330"), "2022-05-28T21:52:11.250-03:30");
  EXPECT_EQ(normalise_timestamp("2022-05-28 21:52 -10"), "2022-05-28T21:52:00-10:00");
  EXPECT_EQ(normalise_timestamp("  2022-5-8 1:02:03"), "2022-05-08T01:02:03");
  EXPECT_EQ(normalise_timestamp("2022-05-28"), "2022-05-28");
  EXPECT_EQ(normalise_timestamp("2022-05-28 25:00:00"), "2022-05-28");
  EXPECT_EQ(normalise_timestamp("2022-05-28 at night"), "2022-05-28");
  // Missing seconds: undefined behaviour in date::from_stream().
  EXPECT_EQ(normalise_timestamp("2022-05-28 21:52:&8"), "2022-05-28T21:52:00");
}

TEST(Timestamps, WithoutAValidDateAreNone) {
  for (const char* text : {"2022-02-30", "yesterday", "", "1969-12-31", "2100-01-01", "20220528",
                           "12022-05-28", "-2022-05-28", "2022-05"})
    EXPECT_EQ(normalise_timestamp(text), std::nullopt) << text;
}

TEST(Timestamps, AreValidWithNothingElse) {
  for (const char* text :
       {"2022-05-28", "2022-05-28T21:52:11", "2022-05-28 21:52Z", "2022-05-28T21:52:11.5+02:00"})
    EXPECT_TRUE(is_timestamp(text)) << text;
  for (const char* text : {"2022-05-28 ", "2022-05-28T25:00:00", "2022-05-28T21:52:11 x",
                           "2022-05-28T21:52:11+25:00", "2022-05-28T"})
    EXPECT_FALSE(is_timestamp(text)) << text;
}

TEST(Timestamps, HaveParts) {
  using namespace std::chrono_literals;
  const auto day = std::chrono::sys_days(std::chrono::year(2022) / 5 / 28);
  const auto whole = timestamp_parts("2022-05-28T21:52:11.250-05:30");
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->day, day);
  EXPECT_EQ(whole->time, 21h + 52min + 11s);
  EXPECT_EQ(whole->offset, -5h - 30min);
  EXPECT_EQ(timestamp_parts("2022-05-28T21:52:11Z")->offset, 0min);
  EXPECT_EQ(timestamp_parts("2022-05-28T21:52:11")->offset, std::nullopt);
  EXPECT_EQ(timestamp_parts("2022-05-28")->time, std::nullopt);
  EXPECT_FALSE(timestamp_parts("2022-13-28"));
  EXPECT_FALSE(timestamp_parts(""));
}

TEST(FileNames, ContainDates) {
  EXPECT_EQ(date_in_file_name("SMU01770-2_20240416_022448.wav"), "2024-04-16T02:24:48");
  EXPECT_EQ(date_in_file_name("barbar-20220528_215208.wav"), "2022-05-28T21:52:08");
  EXPECT_EQ(date_in_file_name("2020-07-01_23-15-00.wav"), "2020-07-01T23:15:00");
  EXPECT_EQ(date_in_file_name("20200701-2315.wav"), "2020-07-01T23:15:00");
  EXPECT_EQ(date_in_file_name("Car370293_20160629_233708_037.wav"), "2016-06-29T23:37:08");
  EXPECT_EQ(date_in_file_name("12345_NE1_20180703_220100.wav"), "2018-07-03T22:01:00");
  EXPECT_EQ(date_in_file_name("x 2013.01.18 y.wav"), "2013-01-18");
  EXPECT_EQ(date_in_file_name("x_20200701.wav"), "2020-07-01");
  EXPECT_EQ(date_in_file_name("x_20200701_256060.wav"), "2020-07-01");
  for (const char* name : {"x_20201301_000000.wav", "M004092.WAV", "Ppip_TE384.wav",
                           "120200701.wav", "202007011.wav", "2020070.wav", ""})
    EXPECT_EQ(date_in_file_name(name), std::nullopt) << name;
}

}  // namespace
}  // namespace noctule
