// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/routes.h"

#include <gtest/gtest.h>

#include "http/byte_range.h"

namespace noctule {
namespace {

using Ids = std::optional<std::vector<Id>>;

TEST(MatchPath, NumbersStandForBraces) {
  EXPECT_EQ(match_path("/recording/{}/annotations/{}", "/recording/7/annotations/12"),
            Ids({7, 12}));
  EXPECT_EQ(match_path("/species", "/species"), Ids(std::vector<Id>{}));
}

TEST(MatchPath, OtherTextsDoNotMatch) {
  for (const char* path : {"/recording", "/recording/", "/recording/-1", "/recording/+1",
                           "/recording/1x", "/recording/1/2", "/recordings/1", "/recording//1",
                           "/recording/99999999999999999999", "/recording/%31"})
    EXPECT_EQ(match_path("/recording/{}", path), std::nullopt) << path;
}

Request request_of(const char* method, const char* path) {
  Request request;
  request.method = method;
  request.path = path;
  return request;
}

TEST(FindRoute, ReturnsTheRouteOrItsAllowedMethods) {
  const auto found = find_route(request_of("DELETE", "/api/v1/recording/3/"));
  ASSERT_TRUE(std::holds_alternative<Session>(found));
  EXPECT_EQ(std::get<Session>(found).ids, std::vector<Id>{3});
  EXPECT_EQ(std::get<Session>(found).route->scope, Scope::kWrite);

  const auto refused = find_route(request_of("PUT", "/api/v1/recording/3"));
  ASSERT_TRUE(std::holds_alternative<Response>(refused));
  EXPECT_EQ(std::get<Response>(refused).status, 405);
  EXPECT_EQ(std::get<Response>(find_route(request_of("GET", "/api/v1x/me"))).status, 404);
}

TEST(ByteRange, HasItsThreeForms) {
  const auto both = parse_range("bytes=2-5", 10), open = parse_range("bytes=7-", 10),
             suffix = parse_range("Bytes=-3", 10);
  ASSERT_TRUE(both && open && suffix);
  EXPECT_EQ(both->size(), 4u);
  EXPECT_EQ(open->first, 7u);
  EXPECT_EQ(open->last, 9u);
  EXPECT_EQ(suffix->first, 7u);
}

TEST(ByteRange, NumbersOfAnySizeAreUnderstood) {
  EXPECT_EQ(parse_range("bytes=0-99999999999999999999", 10)->last, 9u);
  EXPECT_FALSE(parse_range("bytes=99999999999999999999-", 10)->lies_in(10));
  EXPECT_FALSE(parse_range("bytes=5-2", 10)->lies_in(10));
  EXPECT_FALSE(parse_range("bytes=0-", 0)->lies_in(0));
}

TEST(ByteRange, OtherTextsAreIgnored) {
  for (const char* text : {"", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=1-2,4-5",
                           "lines=1-2", "bytes=1", "bytes= 1-2"})
    EXPECT_FALSE(parse_range(text, 10)) << text;
}

}  // namespace
}  // namespace noctule
