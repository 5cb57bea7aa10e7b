// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/connections.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

namespace noctule {
namespace {

sockaddr_storage address(const char* text) {
  sockaddr_storage storage{};
  auto* v4 = reinterpret_cast<sockaddr_in*>(&storage);
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&storage);
  if (inet_pton(AF_INET, text, &v4->sin_addr) == 1)
    v4->sin_family = AF_INET;
  else if (inet_pton(AF_INET6, text, &v6->sin6_addr) == 1)
    v6->sin6_family = AF_INET6;
  return storage;
}

class ConnectionsTest : public testing::Test {
 protected:
  Connections connections{{2, std::chrono::seconds(60), std::chrono::seconds(60)}};
  int next_socket = 10'000;  // not real sockets

  bool open(const char* text) {
    const auto storage = address(text);
    const auto* a = reinterpret_cast<const sockaddr*>(&storage);
    if (!connections.may_connect(a)) return false;
    connections.opened(next_socket++, a);
    return true;
  }
};

TEST_F(ConnectionsTest, LimitPerAddress) {
  EXPECT_TRUE(open("192.0.2.1"));
  EXPECT_TRUE(open("192.0.2.1"));
  EXPECT_FALSE(open("192.0.2.1"));
  EXPECT_TRUE(open("192.0.2.2"));
  connections.closed(10'000);
  EXPECT_TRUE(open("192.0.2.1"));
}

TEST_F(ConnectionsTest, Ipv6CountsPerNetwork) {
  EXPECT_TRUE(open("2001:db8::1"));
  EXPECT_TRUE(open("2001:db8::2"));
  EXPECT_FALSE(open("2001:db8::3"));
  EXPECT_TRUE(open("2001:db8:0:1::3"));
  EXPECT_TRUE(open("::ffff:192.0.2.1"));
  EXPECT_TRUE(open("192.0.2.1"));
  EXPECT_FALSE(open("192.0.2.1"));
}

TEST_F(ConnectionsTest, LoopbackIsExempt) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(open("127.0.0.1"));
    EXPECT_TRUE(open("::1"));
  }
}

}  // namespace
}  // namespace noctule
