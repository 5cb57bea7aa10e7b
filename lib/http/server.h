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
  unsigned max_connections = 8192;
  std::optional<unsigned> max_per_address;  ///< unset: half of the total; 0: no limit
  unsigned timeout_seconds = 60;            ///< idle timeout of a connection
  unsigned request_timeout_seconds = 3600;  ///< from a request's headers to the end of its response
  uint64_t max_upload_bytes = uint64_t{1} << 30;
  std::filesystem::path upload_folder;  ///< must be on the file system that keeps the uploads
};

/// Callbacks to the application. All are called on I/O threads and must not block.
struct Application {
  /// Called before the body is read; sets the kind of body to accept. A response refuses the
  /// request.
  std::function<std::optional<Response>(Request&)> admit;
  std::function<Reply(const Request&)> handle;
  /// Called for each response, for logging.
  std::function<void(const Request&, const Response&, double ms)> done;
};

/// An event-driven HTTP/1.1 server: slow and idle clients cost memory, not threads.
class Server {
 public:
  /// Starts to listen. Throws UsageError if the address is malformed, FatalError if unavailable.
  Server(const ServerOptions& options, Application application);
  /// Stops immediately. Every deferred response must have been delivered by then.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const;

  /// Stops accepting connections and waits up to `seconds` for requests in progress to finish.
  void drain(int seconds);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace noctule
