// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/cors.h"

#include <iterator>
#include <utility>

namespace noctule {

bool is_preflight(const Request& request, const std::string& origin) {
  return !origin.empty() && request.method == "OPTIONS" && request.header("Origin");
}

Response with_cors_headers(const Request& request, Response response, const std::string& origin) {
  if (origin.empty()) return response;
  response.headers.emplace_back("Vary", "Origin");
  if (request.header("Origin") != origin) return response;
  const std::pair<std::string, std::string> headers[] = {
      {"Access-Control-Allow-Origin", origin},
      {"Access-Control-Expose-Headers", "ETag, X-Total-Count, Retry-After, WWW-Authenticate"},
      {"Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE"},
      {"Access-Control-Allow-Headers",
       "Authorization, Content-Type, If-Match, If-None-Match, Range"},
      {"Access-Control-Max-Age", "600"},
  };
  response.headers.insert(response.headers.end(), std::begin(headers), std::end(headers));
  return response;
}

}  // namespace noctule
