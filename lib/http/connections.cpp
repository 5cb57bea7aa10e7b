// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/connections.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/ioctl.h>

#include <utility>
#include <vector>

namespace noctule {
namespace {

constexpr auto kInterval = std::chrono::milliseconds(250);

/// Key for the per-address limit: the IPv4 address or the IPv6 /64 prefix; empty for loopback.
std::string key_of(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    const auto* v4 = reinterpret_cast<const sockaddr_in*>(address);
    const bool loopback = ntohl(v4->sin_addr.s_addr) >> 24 == 127;
    return loopback ? "" : std::string(reinterpret_cast<const char*>(&v4->sin_addr), 4);
  }
  if (address->sa_family != AF_INET6) return "";
  const auto* v6 = reinterpret_cast<const sockaddr_in6*>(address);
  if (IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr)) return "";
  const auto* bytes = reinterpret_cast<const char*>(&v6->sin6_addr);
  return IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr) ? std::string(bytes + 12, 4) : std::string(bytes, 8);
}

}  // namespace

Connections::Connections(const Limits& limits) : limits_(limits), thread_([this] { watch(); }) {}

Connections::~Connections() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_all();
  thread_.join();
}

bool Connections::may_connect(const sockaddr* address) const {
  const std::string key = key_of(address);
  if (limits_.max_per_address == 0 || key.empty()) return true;
  const std::lock_guard lock(mutex_);
  const auto found = per_address_.find(key);
  return found == per_address_.end() || found->second < limits_.max_per_address;
}

void Connections::opened(int socket, const sockaddr* address) {
  const std::string key = key_of(address);
  const std::lock_guard lock(mutex_);
  ++per_address_[key];
  connections_[socket] = {key, Clock::now() + limits_.head};
}

void Connections::closed(int socket) {
  const std::lock_guard lock(mutex_);
  const auto found = connections_.find(socket);
  if (found == connections_.end()) return;
  const auto address = per_address_.find(found->second.address);
  if (--address->second == 0) per_address_.erase(address);
  connections_.erase(found);
}

void Connections::set_deadline(int socket, std::chrono::seconds after) {
  const std::lock_guard lock(mutex_);
  const auto found = connections_.find(socket);
  if (found == connections_.end()) return;
  found->second.deadline = Clock::now() + after;
  found->second.responding = found->second.hung_up = false;
}

void Connections::request_started(int socket) { set_deadline(socket, limits_.request); }
void Connections::request_ended(int socket) { set_deadline(socket, limits_.head); }

void Connections::request_complete(int socket) {
  const std::lock_guard lock(mutex_);
  const auto found = connections_.find(socket);
  if (found != connections_.end()) found->second.responding = true;
}

/// Only calls shutdown(): the event loop then sees the end of the connection and closes it.
void Connections::watch() {
  std::unique_lock lock(mutex_);
  while (!stop_.wait_for(lock, kInterval, [this] { return stopping_; })) {
    cut_late();
    cut_abandoned();
  }
}

void Connections::cut_late() {
  const auto now = Clock::now();
  for (auto& [socket, connection] : connections_) {
    if (now < connection.deadline) continue;
    shutdown(socket, SHUT_RDWR);
    connection.deadline = Clock::time_point::max();
  }
}

/// Shuts down connections whose client disconnected before completing its request. Waits for a
/// second poll to confirm it, since the event loop may still be handling the last bytes received.
void Connections::cut_abandoned() {
  std::vector<pollfd> sockets;
  for (const auto& [socket, connection] : connections_)
    if (!connection.responding) sockets.push_back({socket, POLLRDHUP, 0});
  if (poll(sockets.data(), sockets.size(), 0) <= 0) return;
  for (const pollfd& entry : sockets) {
    if ((entry.revents & POLLRDHUP) == 0) continue;
    int unread = 0;
    bool& hung_up = connections_.at(entry.fd).hung_up;
    const bool all_read = ioctl(entry.fd, FIONREAD, &unread) == 0 && unread == 0;
    if (std::exchange(hung_up, all_read) && all_read) shutdown(entry.fd, SHUT_RDWR);
  }
}

}  // namespace noctule
