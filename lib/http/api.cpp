// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/api.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "core/error.h"
#include "http/context.h"
#include "http/negotiation.h"
#include "http/page.h"
#include "http/task_threads.h"
#include "http_openapi.h"
#include "store/store_fault.h"

namespace noctule {
namespace {

constexpr size_t kCacheBytes = 128u << 20;
/// Half of the cores, at least one: what one client may keep busy with what it reads.
int reads_per_client() {
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()) / 2);
}

/// The longer a kind of task takes, the more it lets others go first.
TaskThreads::Options reader_threads() {
  return {2 * reads_per_client() + 2, reads_per_client(), 5};
}
constexpr TaskThreads::Options kUploaders{2, 1, 10}, kWriters{2, 1, 0};

using Handler = Answer (*)(Context&);

/// Quick handlers run inline on the event loop. Others have threads of their own: those that decode
/// pictures or read much, uploads, which decode whole recordings, and short writes, which may have
/// to wait for other writers of the store. Images and tiles are quick unless they are sent as JSON
/// or made smaller.
enum class Pace { kQuick, kTile, kImage, kLong, kUpload, kWrite };

struct Route {
  const char* method;
  const char* pattern;  ///< {} stands for a number
  Scope scope;
  Pace pace;
  Handler handler;
  BodyKind takes = BodyKind::kNone;
};

constexpr Scope R = Scope::kRead, W = Scope::kWrite, A = Scope::kAdmin;
constexpr Route kRoutes[] = {
    {"GET", "/recording", R, Pace::kLong, list_recordings_route},
    {"POST", "/recording", W, Pace::kUpload, add_recording_route, BodyKind::kForm},
    {"GET", "/recording/{}", R, Pace::kQuick, get_recording_route},
    {"DELETE", "/recording/{}", W, Pace::kWrite, delete_recording_route},
    {"GET", "/recording/{}/audio", R, Pace::kLong, get_audio_route},
    {"GET", "/recording/{}/spectrogram", R, Pace::kImage, get_spectrogram_route},
    {"GET", "/recording/{}/spectrogram/tiles/{}", R, Pace::kTile, get_tile_route},
    {"GET", "/recording/{}/spectrogram/compressed", R, Pace::kImage, get_compressed_route},
    {"GET", "/recording/{}/spectrogram/compressed/tiles/{}", R, Pace::kTile,
     get_compressed_tile_route},
    {"GET", "/recording/{}/calls", R, Pace::kLong, list_calls_route},
    {"GET", "/recording/{}/annotations", R, Pace::kLong, list_annotations_route},
    {"PUT", "/recording/{}/annotations", W, Pace::kWrite, add_annotation_route, BodyKind::kJson},
    {"PATCH", "/recording/{}/annotations/{}", W, Pace::kWrite, change_annotation_route,
     BodyKind::kJson},
    {"DELETE", "/recording/{}/annotations/{}", W, Pace::kWrite, delete_annotation_route},
    {"GET", "/species", R, Pace::kQuick, list_species_route},
    {"GET", "/spectrogram", A, Pace::kLong, list_spectrograms_route},
    {"POST", "/bulk", W, Pace::kLong, start_bulk_route, BodyKind::kJson},
    {"GET", "/bulk", R, Pace::kQuick, get_bulk_route},
    {"GET", "/me", R, Pace::kQuick, get_me_route},
};

std::string_view without_trailing_slash(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return path;
}

/// The next segment of a path that starts with a slash; takes it off.
std::string_view take_segment(std::string_view& path) {
  path.remove_prefix(1);
  const std::string_view segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

/// The numbers in a path that fits the pattern.
std::optional<std::vector<Id>> match(std::string_view pattern, std::string_view path) {
  std::vector<Id> ids;
  while (!pattern.empty() && !path.empty()) {
    const std::string_view wanted = take_segment(pattern), found = take_segment(path);
    if (wanted != "{}") {
      if (wanted != found) return std::nullopt;
      continue;
    }
    Id id = 0;
    const auto [end, error] = std::from_chars(found.data(), found.data() + found.size(), id);
    if (error != std::errc() || end != found.data() + found.size() || id < 0) return std::nullopt;
    ids.push_back(id);
  }
  if (!pattern.empty() || !path.empty()) return std::nullopt;
  return ids;
}

/// Who asks for what, found before the body is read.
struct Session {
  Token token;
  const Route* route = nullptr;
  std::vector<Id> ids;
};

}  // namespace

struct Api::State {
  ApiOptions options;
  StorePool stores;
  BodyCache bodies{kCacheBytes};
  RenderQueue renders;
  TaskThreads readers, uploaders, writers;
  StoreWatch watch;
  Services services{renders, bodies, readers};
  std::mutex touched_mutex;
  std::map<Id, std::string> touched;  ///< when a token's last use was written, to the minute

  explicit State(const ApiOptions& o)
      : options(o),
        stores(o.store),
        renders(o.store, o.jobs, o.most_waiting),
        readers(o.store, reader_threads()),
        uploaders(o.store, kUploaders),
        writers(o.store, kWriters),
        watch(o.store) {}

  TaskThreads& threads_of(Pace pace) {
    return pace == Pace::kWrite ? writers : pace == Pace::kUpload ? uploaders : readers;
  }

  std::optional<Response> admit(Request& request);
  std::optional<Response> authorize(Request& request, const std::string& secret);
  Answer handle(const Request& request);
  Answer run(Store& store, const Request& request, const Session& session);
  void settle(const Request& request, Answer answer, const Done& done) const;
  Response decorate(const Request& request, Response response) const;
  void touch(Id token);
  void log(const Request& request, const Response& response, double ms) const;
};

namespace {

/// What needs no token.
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

/// The route of a request, or why there is none.
std::variant<Session, Response> find_route(const Request& request) {
  constexpr std::string_view kBase = "/api/v1";
  std::string_view path = without_trailing_slash(request.path);
  std::set<std::string> methods;
  if (path.starts_with(kBase) && path.substr(kBase.size()).starts_with('/')) {
    path.remove_prefix(kBase.size());
    for (const Route& route : kRoutes) {
      auto ids = match(route.pattern, path);
      if (!ids) continue;
      if (request.method == route.method) return Session{{}, &route, std::move(*ids)};
      methods.insert(route.method);
    }
  }
  if (methods.empty()) return Response::error(404, "Not found");
  std::string allowed;
  for (const std::string& method : methods) allowed += (allowed.empty() ? "" : ", ") + method;
  return Response::error(405, "The method must be " + allowed).with("Allow", allowed);
}

/// Refuses a token that became invalid since the request was admitted.
std::optional<Response> check_again(Store& store, Id token) {
  const auto now = find_token(store, token);
  if (!now) return invalid_token("The token is unknown");
  if (const auto why = why_invalid(*now)) return invalid_token(*why);
  return std::nullopt;
}

}  // namespace

std::optional<Response> Api::State::admit(Request& request) {
  if (request.method == "OPTIONS" && !options.cors_origin.empty() && request.header("Origin"))
    return decorate(request, Response{204, {}, std::make_shared<const std::string>()});
  if (const auto file = public_file(request)) {
    if (file->status == 405) return file;
    return std::nullopt;
  }
  const auto secret = bearer_token(request);
  if (!secret) return decorate(request, no_token());
  auto refused = answered([&] { return authorize(request, *secret); }, false);
  if (!refused) return std::nullopt;
  return decorate(request, std::move(*refused));
}

/// Who asks and for what, noted in the request; a response where that is refused.
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
  request.session = session;
  request.client = token->user_id;
  request.takes = session.route->takes;
  request.file_part = "audio_file";
  if (token->scope < session.route->scope) return insufficient_scope(session.route->scope);
  return std::nullopt;
}

Answer Api::State::run(Store& store, const Request& request, const Session& session) {
  return answered(
      [&]() -> Answer {
        // A body may take long to arrive.
        if (session.route->takes != BodyKind::kNone)
          if (auto refused = check_again(store, session.token.id)) return std::move(*refused);
        Context context{services, store, request, session.token, session.ids};
        Answer answer = session.route->handler(context);
        // A write into a file that was deleted meanwhile is none.
        if (session.route->scope != Scope::kRead) watch.check();
        return answer;
      },
      session.token.scope == Scope::kAdmin);
}

/// Gives the answer on, at once or when it comes.
void Api::State::settle(const Request& request, Answer answer, const Done& done) const {
  auto decorated = [this, &request, done](Response response) {
    done(decorate(request, std::move(response)));
  };
  if (auto* response = std::get_if<Response>(&answer)) return decorated(std::move(*response));
  std::get<Deferred>(answer)(decorated);
}

Answer Api::State::handle(const Request& request) {
  if (auto file = public_file(request)) return decorate(request, std::move(*file));
  const auto& session = std::any_cast<const Session&>(request.session);
  // A smaller picture is made, not only fetched; JSON may hold any number of annotations.
  Pace pace = session.route->pace;
  const bool json = pace == Pace::kImage && !prefers(request, "image/jpeg", "application/json");
  if (pace == Pace::kImage || pace == Pace::kTile)
    pace = json || request.query.contains("shrink") ? Pace::kLong : Pace::kQuick;
  if (pace != Pace::kQuick) {
    TaskThreads& threads = threads_of(pace);
    return Deferred([this, &request, &session, &threads](const Done& done) {
      const bool posted =
          threads.post(request.client, [this, &request, &session, done](Store& store) {
            settle(request, run(store, request, session), done);
          });
      if (!posted) done(Response::error(503, "The server is stopping").with("Retry-After", "5"));
    });
  }
  auto lease = stores.lease();
  Answer answer = run(*lease, request, session);
  if (auto* response = std::get_if<Response>(&answer))
    return decorate(request, std::move(*response));
  return Deferred([this, &request, answer = std::move(answer)](const Done& done) {
    settle(request, answer, done);
  });
}

/// Lets a browser on the configured origin read the answer.
Response Api::State::decorate(const Request& request, Response response) const {
  if (options.cors_origin.empty()) return response;
  response.headers.emplace_back("Vary", "Origin");
  if (request.header("Origin") != options.cors_origin) return response;
  const std::pair<std::string, std::string> headers[] = {
      {"Access-Control-Allow-Origin", options.cors_origin},
      {"Access-Control-Expose-Headers", "ETag, X-Total-Count, Retry-After, WWW-Authenticate"},
      {"Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE"},
      {"Access-Control-Allow-Headers", "Authorization, Content-Type, If-None-Match, Range"},
      {"Access-Control-Max-Age", "600"},
  };
  response.headers.insert(response.headers.end(), std::begin(headers), std::end(headers));
  return response;
}

/// Writes a token's last use, once a minute, where nobody waits for it.
void Api::State::touch(Id token) {
  const std::string minute = now_utc().substr(0, 16);
  {
    const std::lock_guard lock(touched_mutex);
    if (std::exchange(touched[token], minute) == minute) return;
  }
  writers.post(0, [token](Store& store) {
    answered(
        [&] {
          touch_token(store, token);
          return Response{};
        },
        false);
  });
}

void Api::State::log(const Request& request, const Response& response, double ms) const {
  const auto* session = std::any_cast<Session>(&request.session);
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
