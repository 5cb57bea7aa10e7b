// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "http/context.h"
#include "http/message.h"
#include "store/tokens.h"

namespace noctule {

/// Where a handler runs. Handlers that look up a few rows run inline on the event loop. The others
/// run on thread pools: for reading and rendering, for uploads (which decode whole recordings) and
/// for short writes (which may block on the write lock of the store).
enum class RunsOn { kEventLoop, kReaders, kUploaders, kWriters };

struct Route {
  const char* method;
  const char* pattern;  ///< relative to /api/v1; {} matches a number
  Scope scope;
  RunsOn (*runs_on)(const Request&);
  Reply (*handler)(Context&);
  BodyKind takes = BodyKind::kNone;
};

/// The authenticated caller and the route, determined before the body is read.
struct Session {
  Token token;
  const Route* route = nullptr;
  std::vector<Id> ids;
};

/// The numbers in the path if it matches the pattern, else nullopt.
std::optional<std::vector<Id>> match_path(std::string_view pattern, std::string_view path);

/// The path without trailing slashes.
std::string_view without_trailing_slash(std::string_view path);

/// The route of a request (its token is not set yet), or the error response (404, 405).
std::variant<Session, Response> find_route(const Request& request);

/// Where requests for images and tiles run, depending on the format requested.
RunsOn image_runs_on(const Request& request);
RunsOn tile_runs_on(const Request& request);

}  // namespace noctule
