// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/socket.h>

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>

namespace noctule {

/// Tracks open connections: the number per client address and a deadline for each. Shuts down
/// those that miss their deadline or whose client disconnected. (libmicrohttpd 0.9.75 with epoll
/// misses a disconnect that arrives together with data.) Thread-safe.
class Connections {
 public:
  struct Limits {
    unsigned max_per_address = 0;  ///< 0: no limit; loopback is exempt
    std::chrono::seconds head;     ///< from the end of a request to the next one's headers
    std::chrono::seconds request;  ///< from a request's headers to the end of its response
  };
  explicit Connections(const Limits& limits);
  ~Connections();

  /// Whether another connection from that address is allowed.
  bool may_connect(const sockaddr* address) const;
  void opened(int socket, const sockaddr* address);
  void closed(int socket);
  /// Called in this order: when the headers are complete, the body is complete, the response is
  /// sent.
  void request_started(int socket);
  void request_complete(int socket);
  void request_ended(int socket);

 private:
  using Clock = std::chrono::steady_clock;
  struct Connection {
    std::string address;
    Clock::time_point deadline;
    bool responding = false;  ///< the client may half-close and wait for the response
    bool hung_up = false;     ///< as of the previous poll
  };

  void set_deadline(int socket, std::chrono::seconds after);
  void watch();
  void cut_late();
  void cut_abandoned();

  const Limits limits_;
  mutable std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::map<int, Connection> connections_;  ///< by socket
  std::map<std::string, unsigned> per_address_;
  std::thread thread_;
};

}  // namespace noctule
