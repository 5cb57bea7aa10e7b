// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/context.h"

#include "core/error.h"
#include "core/json.h"
#include "core/number.h"
#include "http/request_head.h"

namespace noctule {

Recording Context::recording(Id id) const {
  auto found = find_recording(store, id);
  if (!found || !may_see(token, *found)) throw NotFoundError("Recording not found");
  return std::move(*found);
}

nlohmann::json Context::json_body() const {
  const std::string type = media_type(request);
  if (!type.empty() && type != "application/json")
    throw Refused(Response::error(415, "The body must be application/json"));
  auto body = parse_json(request.body.empty() ? "{}" : request.body);
  if (!body || !body->is_object())
    throw UsageError("The body must be a JSON object, nested at most " +
                     std::to_string(kMaxJsonDepth) + " levels deep");
  return std::move(*body);
}

std::string Context::text(const char* name, const std::string& otherwise) const {
  const auto it = request.query.find(name);
  return it == request.query.end() ? otherwise : it->second;
}

std::optional<Id> Context::author() const {
  const std::string author = text("author", "me");
  if (author == "all") return std::nullopt;
  if (author != "me") throw UsageError("author must be me or all");
  return token.user_id;
}

int64_t Context::limit() const {
  constexpr int64_t kMax = 1000;
  const int64_t limit = number("limit", -1);
  if (limit > kMax) throw UsageError("limit must be at most " + std::to_string(kMax));
  return limit;
}

int64_t Context::number(const char* name, int64_t otherwise) const {
  const auto it = request.query.find(name);
  if (it == request.query.end()) return otherwise;
  const auto value = parse_number<int64_t>(it->second);
  if (!value || *value < 0) throw UsageError(std::string(name) + " must be a non-negative integer");
  return *value;
}

}  // namespace noctule
