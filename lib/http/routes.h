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

/// Where a handler runs: what only looks up a few rows runs inline on the event loop; the others
/// have threads of their own, for reading and drawing, for uploads, which decode whole recordings,
/// and for short writes, which may wait for other writers of the store.
enum class RunsOn { kEventLoop, kReaders, kUploaders, kWriters };

struct Route {
  const char* method;
  const char* pattern;  ///< below /api/v1; {} stands for a number
  Scope scope;
  RunsOn (*runs_on)(const Request&);
  Answer (*handler)(Context&);
  BodyKind takes = BodyKind::kNone;
};

/// Who asks for what, found before the body is read.
struct Session {
  Token token;
  const Route* route = nullptr;
  std::vector<Id> ids;
};

/// The numbers in a path that fits the pattern.
std::optional<std::vector<Id>> match_path(std::string_view pattern, std::string_view path);

/// The path without slashes at its end.
std::string_view without_trailing_slash(std::string_view path);

/// The route of a request, its token still empty; or a response that says why there is none.
std::variant<Session, Response> find_route(const Request& request);

/// Where images and tiles run, by what the request asks for.
RunsOn image_runs_on(const Request& request);
RunsOn tile_runs_on(const Request& request);

}  // namespace noctule
