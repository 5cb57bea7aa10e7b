// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/message.h"
#include "core/json_text.h"

#include <strings.h>

namespace noctule {

bool IgnoreCase::operator()(const std::string& a, const std::string& b) const {
  return strcasecmp(a.c_str(), b.c_str()) < 0;
}

std::optional<std::string> Request::header(const std::string& name) const {
  const auto it = headers.find(name);
  if (it == headers.end()) return std::nullopt;
  return it->second;
}

Response Response::text(int status, std::string body, const std::string& type) {
  Response response;
  response.status = status;
  response.headers.emplace_back("Content-Type", type);
  response.body = std::make_shared<const std::string>(std::move(body));
  return response;
}

Response Response::json(int status, const nlohmann::json& body) {
  return text(status, strict_json_text(body), "application/json");
}

Response Response::error(int status, const std::string& message) {
  return json(status, {{"error", message}});
}

Response busy_response(const std::string& message) {
  return Response::error(503, message).with("Retry-After", "2");
}

Response Response::with(const std::string& name, const std::string& value) && {
  headers.emplace_back(name, value);
  return std::move(*this);
}

}  // namespace noctule
