// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/api.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <thread>

#include "core/error.h"
#include "core/timestamp.h"
#include "http/context.h"
#include "http/cors.h"
#include "http/page.h"
#include "http/request_head.h"
#include "http/routes.h"
#include "http/store_pool.h"
#include "http/task_threads.h"
#include "http_openapi.h"
#include "store/store_watch.h"

namespace noctule {
namespace {

constexpr size_t kCacheBytes = 128u << 20;
/// Maximum reader threads per client: half of the cores, at least one.
int reads_per_client() {
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()) / 2);
}

/// Longer tasks run at a higher nice value.
TaskThreads::Options reader_threads() {
  return {2 * reads_per_client() + 2, reads_per_client(), 5};
}
constexpr TaskThreads::Options kUploaders{2, 1, 10}, kWriters{2, 1, 0};

}  // namespace

struct Api::State {
  ApiOptions options;
  StorePool stores;
  BodyCache bodies{kCacheBytes};
  DrawnImages drawn;
  RenderQueue renders;
  TaskThreads readers, uploaders, writers;
  StoreWatch watch;
  Services services{renders, bodies, drawn, readers};
  std::mutex touched_mutex;
  std::map<Id, std::string> touched;  ///< minute in which each token's last use was recorded

  explicit State(const ApiOptions& o)
      : options(o),
        stores(o.store),
        renders(o.store, o.jobs, o.max_waiting),
        readers(o.store, reader_threads()),
        uploaders(o.store, kUploaders),
        writers(o.store, kWriters),
        watch(o.store) {}

  TaskThreads& threads_of(RunsOn runs_on) {
    return runs_on == RunsOn::kWriters     ? writers
           : runs_on == RunsOn::kUploaders ? uploaders
                                           : readers;
  }

  std::optional<Response> admit(Request& request);
  std::optional<Response> authorize(Request& request, const std::string& secret);
  Reply handle(const Request& request);
  Reply run(Store& store, const Request& request, const Session& session);
  void settle(const Request& request, Reply reply, const Done& done) const;
  Response decorate(const Request& request, Response response) const {
    return with_cors_headers(request, std::move(response), options.cors_origin);
  }
  void touch(Id token);
  void log(const Request& request, const Response& response, double ms) const;
};

namespace {

/// Responses that need no token.
std::optional<Response> public_file(const Request& request) {
  const std::string_view path = without_trailing_slash(request.path);
  std::optional<Response> file;
  if (path == "/healthz" || path == "/api/v1/healthz")
    file = Response::json(200, {{"status", "ok"}});
  else if (path == "/openapi.yaml" || path == "/api/v1/openapi.yaml")
    file = Response::text(200, std::string(http::openapi[0].text), "application/yaml");
  else
    file = page_file(request, path);
  if (file && request.method != "GET")
    return Response::error(405, "The method must be GET").with("Allow", "GET");
  return file;
}

/// Rejects a token that was revoked or expired since the request was admitted.
std::optional<Response> check_again(Store& store, Id token) {
  const auto now = find_token(store, token);
  if (!now) return invalid_token("The token is unknown");
  if (const auto why = why_invalid(*now)) return invalid_token(*why);
  return std::nullopt;
}

}  // namespace

std::optional<Response> Api::State::admit(Request& request) {
  if (is_preflight(request, options.cors_origin))
    return decorate(request, Response{204, {}, std::make_shared<const std::string>()});
  if (const auto file = public_file(request)) {
    if (file->status == 405) return decorate(request, *file);
    return std::nullopt;
  }
  const auto secret = bearer_token(request);
  if (!secret) return decorate(request, no_token());
  auto refused = or_error_response([&] { return authorize(request, *secret); }, false);
  if (!refused) return std::nullopt;
  return decorate(request, std::move(*refused));
}

/// Authenticates the caller, finds the route and stores both in the request; returns the error
/// response if the request is rejected.
std::optional<Response> Api::State::authorize(Request& request, const std::string& secret) {
  watch.check();
  auto lease = stores.lease();
  const auto token = find_token(*lease, secret);
  if (!token) return invalid_token("The token is unknown");
  if (const auto why = why_invalid(*token)) return invalid_token(*why);
  touch(token->id);
  auto found = find_route(request);
  if (auto* response = std::get_if<Response>(&found)) return std::move(*response);
  Session session = std::get<Session>(std::move(found));
  session.token = *token;
  const Route& route = *session.route;
  request.client = token->user_id;
  request.takes = route.takes;
  request.file_part = "audio_file";
  request.session = std::make_shared<const Session>(std::move(session));
  if (token->scope < route.scope) return insufficient_scope(route.scope);
  return std::nullopt;
}

Reply Api::State::run(Store& store, const Request& request, const Session& session) {
  return or_error_response(
      [&]() -> Reply {
        // The body may have taken long to arrive.
        if (declared_length(request) > 0 || is_chunked(request))
          if (auto refused = check_again(store, session.token.id)) return std::move(*refused);
        Context context{services, store, request, session.token, session.ids};
        Reply reply = session.route->handler(context);
        // A write to a store file that was deleted in the meantime is lost: do not acknowledge it.
        if (session.route->scope != Scope::kRead) watch.check();
        return reply;
      },
      session.token.scope == Scope::kAdmin);
}

/// Passes the reply to `done`, immediately or when the deferred one is ready.
void Api::State::settle(const Request& request, Reply reply, const Done& done) const {
  auto decorated = [this, &request, done](Response response) {
    done(decorate(request, std::move(response)));
  };
  if (auto* response = std::get_if<Response>(&reply)) return decorated(std::move(*response));
  std::get<Deferred>(reply)(decorated);
}

Reply Api::State::handle(const Request& request) {
  if (auto file = public_file(request)) return decorate(request, std::move(*file));
  const Session& session = *request.session;
  const RunsOn runs_on = session.route->runs_on(request);
  if (runs_on != RunsOn::kEventLoop) {
    TaskThreads& threads = threads_of(runs_on);
    return Deferred([this, &request, &session, &threads](const Done& done) {
      const bool posted =
          threads.post(request.client, [this, &request, &session, done](Store& store) {
            settle(request, run(store, request, session), done);
          });
      if (!posted) done(Response::error(503, "The server is stopping").with("Retry-After", "5"));
    });
  }
  Reply reply = or_error_response(
      [&]() -> Reply {
        auto lease = stores.lease();
        return run(*lease, request, session);
      },
      false);
  if (auto* response = std::get_if<Response>(&reply))
    return decorate(request, std::move(*response));
  return Deferred([this, &request, reply = std::move(reply)](const Done& done) {
    settle(request, reply, done);
  });
}

/// Records a token's last use, at most once a minute, on a writer thread.
void Api::State::touch(Id token) {
  const std::string minute = now_utc().substr(0, 16);
  {
    const std::lock_guard lock(touched_mutex);
    if (std::exchange(touched[token], minute) == minute) return;
  }
  writers.post(0, [token](Store& store) {
    or_error_response(
        [&] {
          touch_token(store, token);
          return Response{};
        },
        false);
  });
}

void Api::State::log(const Request& request, const Response& response, double ms) const {
  const Session* session = request.session.get();
  const auto* text = std::get_if<std::shared_ptr<const std::string>>(&response.body);
  const auto* file = std::get_if<FileBody>(&response.body);
  const uint64_t bytes = text != nullptr ? (*text)->size() : file != nullptr ? file->size : 0;
  constexpr size_t kMaxLogged = 200;
  spdlog::info("{} {} {} {} B {:.1f} ms token {}", request.method.substr(0, kMaxLogged),
               request.path.substr(0, kMaxLogged), response.status, bytes, ms,
               session != nullptr ? std::to_string(session->token.id) : "-");
}

Api::Api(const ApiOptions& options) : state_(std::make_unique<State>(options)) {}
Api::~Api() = default;

Application Api::application() {
  State* state = state_.get();
  return {[state](Request& request) { return state->admit(request); },
          [state](const Request& request) { return state->handle(request); },
          [state](const Request& request, const Response& response, double ms) {
            state->log(request, response, ms);
          }};
}

void Api::close() {
  state_->renders.close();
  state_->readers.close();
  state_->uploaders.close();
  state_->writers.close();
}

}  // namespace noctule
