// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <thread>

#include "core/error.h"

namespace noctule {
namespace {

constexpr size_t kMaxTextBody = 1 << 20;
constexpr size_t kMaxFormValue = 64 << 10;
constexpr size_t kMaxFormParts = 64;

using Clock = std::chrono::steady_clock;

/// Removes the uploaded file unless a handler moved it away.
struct ReceivedFile {
  std::filesystem::path path;
  int fd = -1;

  ~ReceivedFile() {
    if (fd >= 0) close(fd);
    if (!path.empty()) unlink(path.c_str());
  }
};

struct DestroyPostProcessor {
  void operator()(MHD_PostProcessor* post) const { MHD_destroy_post_processor(post); }
};

/// A request while it is being read, worked on and answered.
struct Exchange {
  void* state = nullptr;
  MHD_Connection* connection = nullptr;
  Request request;
  Clock::time_point started = Clock::now();
  std::unique_ptr<MHD_PostProcessor, DestroyPostProcessor> post;
  std::vector<std::unique_ptr<ReceivedFile>> files;
  std::optional<Response> early;  ///< refuses the request, once the client stops sending
  std::optional<Response> ready;  ///< what a deferred answer became
  uint64_t received = 0;
};

std::optional<uint64_t> content_length(const Request& request) {
  const auto text = request.header("Content-Length");
  if (!text) return std::nullopt;
  uint64_t length = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), length);
  if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return length;
}

/// Whether to read the body of a refused request: most clients look for an answer only once they
/// have sent everything. Not where they ask first, or where it is too much.
bool worth_reading(const Request& request) {
  constexpr uint64_t kMost = 64 << 20;
  return !request.header("Expect") && content_length(request).value_or(0) <= kMost &&
         !request.header("Transfer-Encoding");
}

bool is_multipart(const Request& request) {
  return request.header("Content-Type").value_or("").starts_with("multipart/form-data");
}

MHD_Result collect_query(void* map, MHD_ValueKind, const char* key, const char* value) {
  (*static_cast<std::map<std::string, std::string>*>(map))[key] = value == nullptr ? "" : value;
  return MHD_YES;
}

MHD_Result collect_header(void* map, MHD_ValueKind, const char* key, const char* value) {
  (*static_cast<std::map<std::string, std::string, IgnoreCase>*>(map))[key] =
      value == nullptr ? "" : value;
  return MHD_YES;
}

/// The socket address of options.bind and port; FatalError where that is no address.
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
      throw UsageError("'" + options.bind + "' is no address; write one as 127.0.0.1 or ::1");
    }
  }
};

/// A connection is a file: ask for as many as are allowed.
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
  MHD_Daemon* daemon = nullptr;
  std::atomic<int> answering = 0;

  static MHD_Result on_request(void* self, MHD_Connection* connection, const char* url,
                               const char* method, const char* version, const char* data,
                               size_t* size, void** slot);
  static void on_completed(void* self, MHD_Connection*, void** slot, MHD_RequestTerminationCode);
  static MHD_Result on_form_data(void* exchange, MHD_ValueKind, const char* key,
                                 const char* file_name, const char* type, const char* encoding,
                                 const char* data, uint64_t offset, size_t size);

  Exchange* begin(MHD_Connection* connection, const char* url, const char* method);
  void admit(Exchange& exchange);
  void take_data(Exchange& exchange, const char* data, size_t size);
  MHD_Result answer(Exchange& exchange);
  MHD_Result send(Exchange& exchange, const Response& response);
  void open_upload(FormPart& part, Exchange& exchange);
};

Exchange* Server::State::begin(MHD_Connection* connection, const char* url, const char* method) {
  auto exchange = std::make_unique<Exchange>();
  exchange->state = this;
  exchange->connection = connection;
  Request& request = exchange->request;
  request.method = std::strcmp(method, "HEAD") == 0 ? "GET" : method;
  request.path = url;
  MHD_get_connection_values(connection, MHD_HEADER_KIND, collect_header, &request.headers);
  MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, collect_query, &request.query);
  ++answering;
  return exchange.release();
}

/// Before the body: who is it, and may it be so long.
void Server::State::admit(Exchange& exchange) {
  Request& request = exchange.request;
  const uint64_t most = is_multipart(request) ? options.max_upload_bytes : kMaxTextBody;
  exchange.early = application.admit(request);
  if (!exchange.early && content_length(request).value_or(0) > most)
    exchange.early =
        Response::error(413, "The body is larger than " + std::to_string(most) + " bytes");
  if (exchange.early || !is_multipart(request)) return;
  exchange.post.reset(
      MHD_create_post_processor(exchange.connection, 64 << 10, on_form_data, &exchange));
  if (!exchange.post) exchange.early = Response::error(400, "The multipart body has no boundary");
}

void Server::State::open_upload(FormPart& part, Exchange& exchange) {
  auto file = std::make_unique<ReceivedFile>();
  std::error_code ignored;
  std::filesystem::create_directories(options.upload_folder, ignored);
  std::string pattern = (options.upload_folder / "upload-XXXXXX").string();
  file->fd = mkostemp(pattern.data(), O_CLOEXEC);
  if (file->fd < 0) {
    exchange.early = Response::error(507, "The upload cannot be stored");
    return;
  }
  file->path = part.received = pattern;
  exchange.files.push_back(std::move(file));
}

MHD_Result Server::State::on_form_data(void* pointer, MHD_ValueKind, const char* key,
                                       const char* file_name, const char*, const char*,
                                       const char* data, uint64_t offset, size_t size) {
  auto& exchange = *static_cast<Exchange*>(pointer);
  auto& state = *static_cast<State*>(exchange.state);
  auto& form = exchange.request.form;
  if (exchange.early || key == nullptr) return MHD_YES;
  if (!form.contains(key) && form.size() >= kMaxFormParts) {
    exchange.early = Response::error(400, "The form has too many parts");
    return MHD_YES;
  }
  FormPart& part = form[key];
  if (file_name != nullptr && part.received.empty()) {
    part.file_name = file_name;
    state.open_upload(part, exchange);
    if (exchange.early) return MHD_YES;
  }
  if (!part.received.empty()) {
    const int fd = exchange.files.back()->fd;
    if (pwrite(fd, data, size, static_cast<off_t>(offset)) != static_cast<ssize_t>(size))
      exchange.early = Response::error(507, "The upload cannot be stored");
  } else if (part.value.size() + size > kMaxFormValue) {
    exchange.early = Response::error(413, std::string("The part ") + key + " is too long");
  } else {
    part.value.append(data, size);
  }
  return MHD_YES;
}

void Server::State::take_data(Exchange& exchange, const char* data, size_t size) {
  if (exchange.early) return;  // Read on, so that the client gets to see the answer.
  exchange.received += size;
  const uint64_t most = exchange.post ? options.max_upload_bytes : kMaxTextBody;
  if (exchange.received > most)
    exchange.early =
        Response::error(413, "The body is larger than " + std::to_string(most) + " bytes");
  else if (!exchange.post)
    exchange.request.body.append(data, size);
  else if (MHD_post_process(exchange.post.get(), data, size) == MHD_NO && !exchange.early)
    exchange.early = Response::error(400, "The multipart body is malformed");
}

MHD_Result Server::State::on_request(void* self, MHD_Connection* connection, const char* url,
                                     const char* method, const char*, const char* data,
                                     size_t* size, void** slot) {
  auto& state = *static_cast<State*>(self);
  if (*slot == nullptr) {
    auto* exchange = state.begin(connection, url, method);
    *slot = exchange;
    state.admit(*exchange);
    if (exchange->early && !worth_reading(exchange->request))
      return state.send(*exchange, *exchange->early);
    return MHD_YES;
  }
  auto& exchange = *static_cast<Exchange*>(*slot);
  if (*size > 0) {
    state.take_data(exchange, data, *size);
    *size = 0;
    return MHD_YES;
  }
  return state.answer(exchange);
}

MHD_Result Server::State::answer(Exchange& exchange) {
  if (exchange.ready) return send(exchange, *exchange.ready);
  if (exchange.early) return send(exchange, *exchange.early);
  exchange.post.reset();  // Hands over what it still held back.
  if (exchange.early) return send(exchange, *exchange.early);
  const Answer answer = application.handle(exchange.request);
  if (const auto* response = std::get_if<Response>(&answer)) return send(exchange, *response);
  MHD_suspend_connection(exchange.connection);
  std::get<Deferred>(answer)([&exchange](Response response) {
    exchange.ready = std::move(response);
    MHD_resume_connection(exchange.connection);
  });
  return MHD_YES;
}

MHD_Result Server::State::send(Exchange& exchange, const Response& response) {
  exchange.files.clear();
  MHD_Response* out = nullptr;
  if (const auto* text = std::get_if<std::shared_ptr<const std::string>>(&response.body)) {
    // The library frees what it was given when it is done: a reference to the shared text.
    auto* reference = new std::shared_ptr<const std::string>(*text);
    out = MHD_create_response_from_buffer_with_free_callback_cls(
        (*text)->size(), const_cast<char*>((*text)->data()),
        [](void* pointer) { delete static_cast<std::shared_ptr<const std::string>*>(pointer); },
        reference);
  } else {
    const auto& file = std::get<FileBody>(response.body);
    const int fd = open(file.path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return send(exchange, Response::error(404, "The file is gone"));
    out = MHD_create_response_from_fd_at_offset64(file.size, fd, file.offset);
  }
  if (out == nullptr) return MHD_NO;
  for (const auto& [name, value] : response.headers)
    MHD_add_response_header(out, name.c_str(), value.c_str());
  const double ms =
      std::chrono::duration<double, std::milli>(Clock::now() - exchange.started).count();
  application.done(exchange.request, response, ms);
  const MHD_Result result =
      MHD_queue_response(exchange.connection, static_cast<unsigned>(response.status), out);
  MHD_destroy_response(out);
  return result;
}

void Server::State::on_completed(void* self, MHD_Connection*, void** slot,
                                 MHD_RequestTerminationCode) {
  if (*slot == nullptr) return;
  delete static_cast<Exchange*>(*slot);
  *slot = nullptr;
  --static_cast<State*>(self)->answering;
}

Server::Server(const ServerOptions& options, Application application)
    : state_(std::make_unique<State>()) {
  state_->options = options;
  state_->application = std::move(application);
  raise_file_limit();
  const Address address(options);
  unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC;
  if (address.v6) flags |= MHD_USE_IPv6;
  errno = 0;
  state_->daemon = MHD_start_daemon(
      flags, 0, nullptr, nullptr, &State::on_request, state_.get(), MHD_OPTION_SOCK_ADDR,
      reinterpret_cast<const sockaddr*>(&address.storage), MHD_OPTION_NOTIFY_COMPLETED,
      &State::on_completed, state_.get(), MHD_OPTION_THREAD_POOL_SIZE,
      static_cast<unsigned>(std::max(2, options.io_threads)), MHD_OPTION_CONNECTION_LIMIT,
      options.max_connections, MHD_OPTION_PER_IP_CONNECTION_LIMIT, options.max_per_address,
      MHD_OPTION_CONNECTION_TIMEOUT, options.timeout_seconds, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
      size_t{32} << 10, MHD_OPTION_END);
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
  while (state_->answering > 0 && Clock::now() < end)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

}  // namespace noctule
