// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/server.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <thread>

#include "core/error.h"
#include "http/connections.h"
#include "http/exchange.h"
#include "http/mhd_response.h"

namespace noctule {
namespace {

using Clock = std::chrono::steady_clock;

/// Limit for all request bodies held in memory.
constexpr size_t kMaxBodyMemory = 64 << 20;
/// Memory per connection, for its headers and the current piece of its body.
constexpr size_t kConnectionMemory = 32 << 10;
constexpr unsigned kIoThreads = 2;

MHD_Result collect_header(void* pointer, MHD_ValueKind, const char* name, size_t name_size,
                          const char* value, size_t value_size) {
  auto& headers = *static_cast<decltype(RequestHead::headers)*>(pointer);
  headers.emplace_back(std::string(name, name_size),
                       value == nullptr ? std::string() : std::string(value, value_size));
  return MHD_YES;
}

int socket_of(MHD_Connection* connection) {
  const auto* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return info == nullptr ? -1 : info->connect_fd;
}

/// The socket address of options.bind and port. Throws UsageError if it is not an IP address.
struct Address {
  sockaddr_storage storage{};
  bool v6 = false;

  explicit Address(const ServerOptions& options) {
    auto* v4_address = reinterpret_cast<sockaddr_in*>(&storage);
    auto* v6_address = reinterpret_cast<sockaddr_in6*>(&storage);
    const auto port = htons(static_cast<uint16_t>(options.port));
    if (inet_pton(AF_INET, options.bind.c_str(), &v4_address->sin_addr) == 1) {
      v4_address->sin_family = AF_INET;
      v4_address->sin_port = port;
    } else if (inet_pton(AF_INET6, options.bind.c_str(), &v6_address->sin6_addr) == 1) {
      v6 = true;
      v6_address->sin6_family = AF_INET6;
      v6_address->sin6_port = port;
    } else {
      throw UsageError("'" + options.bind + "' is not an IP address; use 127.0.0.1 or ::1");
    }
  }
};

/// Raises the limit on open files, which bounds the number of connections.
void raise_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

struct Server::State {
  ServerOptions options;
  Application application;
  Connections connections;
  MemoryBudget budget{kMaxBodyMemory};
  MHD_Daemon* daemon = nullptr;
  std::atomic<int> open_responses = 0;

  State(const ServerOptions& o, Application a)
      : options(o),
        application(std::move(a)),
        connections({o.max_per_address.value_or(std::max(1u, o.max_connections / 2)),
                     std::chrono::seconds(2 * o.timeout_seconds),
                     std::chrono::seconds(o.request_timeout_seconds)}) {}

  static void* on_target(void* self, const char* target, MHD_Connection*);
  static MHD_Result on_request(void* self, MHD_Connection* connection, const char* url,
                               const char* method, const char* version, const char* data,
                               size_t* size, void** slot);
  static void on_completed(void* self, MHD_Connection*, void** slot, MHD_RequestTerminationCode);
  static MHD_Result may_connect(void* self, const sockaddr* address, socklen_t);
  static void on_connection(void* self, MHD_Connection* connection, void** slot,
                            MHD_ConnectionNotificationCode what);

  Exchange::Next begin(Exchange& exchange, MHD_Connection* connection, const char* method,
                       const char* version);
  MHD_Result reply(Exchange& exchange, MHD_Connection* connection);
  MHD_Result send(Exchange& exchange, MHD_Connection* connection, const Response& response);
  MHD_Result cut(Exchange& exchange);
};

MHD_Result Server::State::may_connect(void* self, const sockaddr* address, socklen_t) {
  return static_cast<State*>(self)->connections.may_connect(address) ? MHD_YES : MHD_NO;
}

void Server::State::on_connection(void* self, MHD_Connection* connection, void**,
                                  MHD_ConnectionNotificationCode what) {
  auto& connections = static_cast<State*>(self)->connections;
  if (what == MHD_CONNECTION_NOTIFY_CLOSED) return connections.closed(socket_of(connection));
  const auto* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  if (info != nullptr) connections.opened(socket_of(connection), info->client_addr);
}

/// Keeps the raw request target: the library passes on only the decoded path.
void* Server::State::on_target(void* self, const char* target, MHD_Connection*) {
  auto* exchange = new Exchange(static_cast<State*>(self)->budget);
  exchange->request.path = target;
  return exchange;
}

Exchange::Next Server::State::begin(Exchange& exchange, MHD_Connection* connection,
                                    const char* method, const char* version) {
  ++open_responses;
  connections.request_started(socket_of(connection));
  RequestHead head{method, exchange.request.path, version, {}};
  MHD_get_connection_values_n(connection, MHD_HEADER_KIND, collect_header, &head.headers);
  return exchange.begin(head, {options.max_upload_bytes, options.upload_folder}, application.admit);
}

MHD_Result Server::State::on_request(void* self, MHD_Connection* connection, const char*,
                                     const char* method, const char* version, const char* data,
                                     size_t* size, void** slot) {
  auto& state = *static_cast<State*>(self);
  auto& exchange = *static_cast<Exchange*>(*slot);
  if (!exchange.begun) {
    const auto next = state.begin(exchange, connection, method, version);
    return next == Exchange::Next::kReply ? state.send(exchange, connection, *exchange.refusal())
                                          : MHD_YES;
  }
  if (*size == 0) return state.reply(exchange, connection);
  const auto next = exchange.feed({data, *size});
  *size = 0;
  return next == Exchange::Next::kCut ? state.cut(exchange) : MHD_YES;
}

MHD_Result Server::State::reply(Exchange& exchange, MHD_Connection* connection) {
  if (exchange.ready) return send(exchange, connection, *exchange.ready);
  connections.request_complete(socket_of(connection));
  exchange.finish();
  if (exchange.refusal()) return send(exchange, connection, *exchange.refusal());
  const Reply reply = application.handle(exchange.request);
  if (const auto* response = std::get_if<Response>(&reply))
    return send(exchange, connection, *response);
  MHD_suspend_connection(connection);
  std::get<Deferred>(reply)([&exchange, connection](Response response) {
    exchange.ready = std::move(response);
    MHD_resume_connection(connection);
  });
  return MHD_YES;
}

/// Closes the connection in the middle of a refused body.
MHD_Result Server::State::cut(Exchange& exchange) {
  application.done(exchange.request, *exchange.refusal(), exchange.elapsed_ms());
  return MHD_NO;
}

MHD_Result Server::State::send(Exchange& exchange, MHD_Connection* connection,
                               const Response& response) {
  exchange.request.form.clear();  // deletes files that no handler published
  auto made = make_mhd_response(connection, response);
  if (const auto* error = std::get_if<Response>(&made)) return send(exchange, connection, *error);
  auto* const out = std::get<MHD_Response*>(made);
  if (out == nullptr) return MHD_NO;
  application.done(exchange.request, response, exchange.elapsed_ms());
  const MHD_Result result =
      MHD_queue_response(connection, static_cast<unsigned>(response.status), out);
  MHD_destroy_response(out);
  return result;
}

void Server::State::on_completed(void* self, MHD_Connection* connection, void** slot,
                                 MHD_RequestTerminationCode) {
  const std::unique_ptr<Exchange> exchange(static_cast<Exchange*>(std::exchange(*slot, nullptr)));
  if (!exchange || !exchange->begun) return;
  auto& state = *static_cast<State*>(self);
  state.connections.request_ended(socket_of(connection));
  --state.open_responses;
}

Server::Server(const ServerOptions& options, Application application)
    : state_(std::make_unique<State>(options, std::move(application))) {
  raise_file_limit();
  const Address address(options);
  unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC;
  if (address.v6) flags |= MHD_USE_IPv6;
  errno = 0;
  void* self = state_.get();
  state_->daemon = MHD_start_daemon(
      flags, 0, &State::may_connect, self, &State::on_request, self, MHD_OPTION_SOCK_ADDR,
      reinterpret_cast<const sockaddr*>(&address.storage), MHD_OPTION_URI_LOG_CALLBACK,
      &State::on_target, self, MHD_OPTION_NOTIFY_COMPLETED, &State::on_completed, self,
      MHD_OPTION_NOTIFY_CONNECTION, &State::on_connection, self, MHD_OPTION_STRICT_FOR_CLIENT, 0,
      MHD_OPTION_THREAD_POOL_SIZE, kIoThreads, MHD_OPTION_CONNECTION_LIMIT, options.max_connections,
      MHD_OPTION_CONNECTION_TIMEOUT, options.timeout_seconds, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
      kConnectionMemory, MHD_OPTION_END);
  if (state_->daemon == nullptr)
    throw FatalError("cannot listen on " + options.bind + " port " + std::to_string(options.port) +
                     ": " + std::strerror(errno) + "; choose others with --bind and --port");
}

Server::~Server() {
  if (state_->daemon != nullptr) MHD_stop_daemon(state_->daemon);
}

int Server::port() const {
  const auto* info = MHD_get_daemon_info(state_->daemon, MHD_DAEMON_INFO_BIND_PORT);
  return info == nullptr ? state_->options.port : info->port;
}

void Server::drain(int seconds) {
  const MHD_socket listening = MHD_quiesce_daemon(state_->daemon);
  if (listening != MHD_INVALID_SOCKET) close(listening);
  const auto end = Clock::now() + std::chrono::seconds(seconds);
  while (state_->open_responses > 0 && Clock::now() < end)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

}  // namespace noctule
