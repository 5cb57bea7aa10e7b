// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "http/message.h"

namespace noctule {

struct ServerOptions {
  std::string bind = "127.0.0.1";  ///< address, IPv4 or IPv6
  int port = 8080;                 ///< 0 picks a free one
  int io_threads = 2;
  unsigned max_connections = 8192;
  std::optional<unsigned> max_per_address;  ///< 0: no limit; else half of all; loopback has none
  unsigned timeout_seconds = 60;            ///< of a connection on which nothing moves
  unsigned request_timeout_seconds = 3600;  ///< from a request's headers to the end of its answer
  uint64_t max_upload_bytes = uint64_t{1} << 30;
  std::filesystem::path upload_folder;  ///< on the disk that uploads are to stay on
};

/// What the server asks its application. All are called on I/O threads and must not block.
struct Application {
  /// Looks at a request whose body is still to come, and says which body it takes: an answer
  /// refuses it.
  std::function<std::optional<Response>(Request&)> admit;
  std::function<Answer(const Request&)> handle;
  /// Is told of each answer, for the log.
  std::function<void(const Request&, const Response&, double ms)> done;
};

/// An HTTP/1.1 server on an event loop: slow and idle clients cost memory, never a thread.
class Server {
 public:
  /// Listens; throws FatalError where the address cannot be had.
  Server(const ServerOptions& options, Application application);
  /// Stops at once.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const;

  /// Accepts no more connections and waits until what is being answered is sent, at most so long.
  void drain(int seconds);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace noctule
