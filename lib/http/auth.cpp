// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/auth.h"

#include <strings.h>

namespace noctule {
namespace {

Response unauthorized(const std::string& challenge) {
  return Response::json(401, {{"detail", "Unauthorized"}}).with("WWW-Authenticate", challenge);
}

}  // namespace

std::optional<std::string> bearer_token(const Request& request) {
  constexpr size_t kScheme = 7;  // "Bearer "
  const auto header = request.header("Authorization");
  if (!header || strncasecmp(header->c_str(), "Bearer ", kScheme) != 0) return std::nullopt;
  const size_t first = header->find_first_not_of(' ', kScheme);
  if (first == std::string::npos) return std::nullopt;
  return header->substr(first, header->find_last_not_of(' ') - first + 1);
}

Response no_token() { return unauthorized("Bearer realm=\"noctule\""); }

Response invalid_token(const std::string& why) {
  return unauthorized("Bearer realm=\"noctule\", error=\"invalid_token\", error_description=\"" +
                      why + "\"");
}

Response insufficient_scope(Scope needed) {
  return Response::error(403, std::string("The token lacks the scope ") + to_text(needed))
      .with("WWW-Authenticate",
            std::string("Bearer realm=\"noctule\", error=\"insufficient_scope\", scope=\"") +
                to_text(needed) + "\"");
}

bool may_see(const Token& token, const Recording& recording) {
  return recording.is_public || may_change(token, recording);
}

bool may_change(const Token& token, const Recording& recording) {
  return token.scope == Scope::kAdmin || recording.owner_id == token.user_id;
}

}  // namespace noctule
