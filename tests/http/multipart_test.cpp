// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/multipart.h"

#include <gtest/gtest.h>

#include <vector>

namespace noctule {
namespace {

struct Read {
  bool well_formed = true, complete = false;
  std::vector<std::string> names, values;
};

/// The parts of a body that arrives in pieces of `step` bytes.
Read read(const std::string& body, const std::string& boundary, size_t step) {
  Read result;
  MultipartParser parser(boundary);
  parser.on_part = [&](const MultipartParser::Part& part) {
    result.names.push_back(part.name);
    result.values.emplace_back();
  };
  parser.on_data = [&](std::string_view bytes) { result.values.back() += bytes; };
  for (size_t at = 0; at < body.size() && result.well_formed; at += step)
    result.well_formed = parser.feed(std::string_view(body).substr(at, step));
  result.complete = parser.complete();
  return result;
}

TEST(Multipart, PieceSizeDoesNotMatter) {
  const std::string body =
      "--b\r\ncontent-disposition: form-data; NAME=a\r\n\r\n1\r\n--bb\r\n\r\n--b \t\r\n"
      "X: y\r\nContent-Disposition: form-data; name=\"q\\\"u\"; filename=\"c:\\f.wav\"\r\n\r\n"
      "\r\n--b--\r\nepilogue";
  for (size_t step = 1; step <= body.size(); ++step) {
    const Read found = read(body, "b", step);
    EXPECT_TRUE(found.well_formed && found.complete) << step;
    EXPECT_EQ(found.names, (std::vector<std::string>{"a", "q\"u"}));
    EXPECT_EQ(found.values, (std::vector<std::string>{"1\r\n--bb\r\n", ""})) << step;
  }
}

TEST(Multipart, MalformedOrIncomplete) {
  const std::string part = "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n";
  EXPECT_FALSE(read(part, "b", 7).complete);
  EXPECT_FALSE(read(part + "--b-", "b", 7).complete);
  EXPECT_FALSE(read("--b\r\nX: y\r\n\r\n1\r\n--b--", "b", 7).well_formed);
  EXPECT_FALSE(read("--b\r\n" + std::string(10'000, 'x'), "b", 7).well_formed);
  EXPECT_FALSE(MultipartParser::valid_boundary(""));
  EXPECT_FALSE(MultipartParser::valid_boundary("a\r"));
  EXPECT_TRUE(MultipartParser::valid_boundary("a"));
}

TEST(Multipart, HeaderParameters) {
  EXPECT_EQ(header_parameter("a; b=c; d=\"e;f\" ; G = h", "d"), "e;f");
  EXPECT_EQ(header_parameter("a; b=c; d=\"e;f\" ; G = h", "g"), "h");
  EXPECT_EQ(header_parameter("a; x; b=\"", "b"), "");
  EXPECT_FALSE(header_parameter("a; bb=c", "b"));
  EXPECT_FALSE(header_parameter("", "b"));
}

}  // namespace
}  // namespace noctule
