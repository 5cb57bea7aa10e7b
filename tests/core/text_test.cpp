// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text.h"

#include <gtest/gtest.h>

#include "core/json_text.h"
#include "core/paths.h"

namespace noctule {
namespace {

TEST(EscapeControl, LeavesPrintableTextAndUtf8Alone) {
  EXPECT_EQ(escape_control("a b ö 🦇"), "a b ö 🦇");
  EXPECT_EQ(escape_control("a\nb\tc\x1b[0m\x7f"), "a\\nb\\tc\\x1b[0m\\x7f");
  EXPECT_EQ(escape_control("\xc2\x9b"), "\\x9b");  // U+009B, which starts a terminal's commands
}

TEST(Nearest, IsWithinAThirdOfTheLength) {
  const std::vector<std::string> names = {"render", "compress", "bulk"};
  EXPECT_EQ(nearest_name("rednre", names), "render");
  EXPECT_EQ(nearest_name("compres", names), "compress");
  EXPECT_EQ(nearest_name("paint", names), "");
}

TEST(JsonText, KeepsBytesThatAreNotUtf8AsSurrogates) {
  EXPECT_EQ(json_text({{"a", "caf\xe9"}}), R"({"a":"caf\udce9"})");
  EXPECT_EQ(json_text("\xed\xa0\x80"), R"("\udced\udca0\udc80")");  // a surrogate in UTF-8
  EXPECT_EQ(json_text("\xc0\xaf"), R"("\udcc0\udcaf")");            // an overlong slash
  EXPECT_EQ(json_text("\x01"
                      "61\xff"),
            "\"\\u000161\\udcff\"");                          // the mark itself
  EXPECT_EQ(json_text("\\u0001\xff"), R"("\\u0001\udcff")");  // six characters that look like it
  EXPECT_EQ(json_text({{"\xff", {1, "ö", nullptr}}}), "{\"\\udcff\":[1,\"ö\",null]}");
}

TEST(FittingStem, CutsBetweenCharactersAndTellsLongNamesApart) {
  EXPECT_EQ(fitting_stem("short"), "short");
  std::string a, b;
  for (int i = 0; i < 120; ++i) a += "ö";
  b = a + "x";
  EXPECT_LE(fitting_stem(a).size(), 207u);
  EXPECT_NE(fitting_stem(a), fitting_stem(b));
  EXPECT_EQ(fitting_stem(a).find("\xc3~"), std::string::npos);
}

TEST(NormalisedPath, IsAbsoluteWithoutDotsAndTrailingSlash) {
  EXPECT_EQ(normalised_path("/a/./b/../c/"), "/a/c");
  EXPECT_EQ(normalised_path("/"), "/");
}

}  // namespace
}  // namespace noctule
