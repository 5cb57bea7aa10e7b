// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/number.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace noctule {
namespace {

TEST(ParseNumber, TakesTheWholeText) {
  EXPECT_EQ(parse_number<int64_t>("-12"), -12);
  EXPECT_EQ(parse_number<double>("2.5e3"), 2500);
  EXPECT_EQ(parse_number<unsigned>("fF", 16), 255u);
  for (const char* text : {"", " 1", "1 ", "+1", "1x", "0x10", "99999999999999999999"})
    EXPECT_EQ(parse_number<int64_t>(text), std::nullopt) << text;
}

TEST(ParseNumber, IsFinite) {
  for (const char* text : {"inf", "nan", "1e999"})
    EXPECT_EQ(parse_number<double>(text), std::nullopt) << text;
}

TEST(ParseLeadingNumber, LeavesTheUnit) {
  const auto number = parse_leading_number<double>("5.5kHz");
  ASSERT_TRUE(number);
  EXPECT_EQ(number->value, 5.5);
  EXPECT_EQ(number->rest, "kHz");
  EXPECT_FALSE(parse_leading_number<int64_t>("d90"));
}

}  // namespace
}  // namespace noctule
