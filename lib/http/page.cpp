// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/page.h"

#include <map>

#include "core/hash.h"
#include "http/negotiation.h"
#include "http_web.h"

namespace noctule {
namespace {

/// Allows only the page's own files and blob: audio; forbids framing.
constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; img-src 'self'; media-src blob:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

const char* type_of(std::string_view name) {
  if (name.ends_with(".html")) return "text/html; charset=utf-8";
  if (name.ends_with(".css")) return "text/css; charset=utf-8";
  if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (name.ends_with(".svg")) return "image/svg+xml";
  return "application/octet-stream";
}

struct PageFile {
  std::string etag;
  Response response;
};

PageFile whole(const EmbeddedFile& file) {
  const std::string etag = '"' + to_hex(hash_bytes(file.text)) + '"';
  return {etag, Response::text(200, std::string(file.text), type_of(file.name))
                    .with("ETag", etag)
                    .with("Cache-Control", "no-cache")
                    .with("Content-Security-Policy", kPolicy)
                    .with("X-Content-Type-Options", "nosniff")
                    .with("Referrer-Policy", "no-referrer")};
}

std::map<std::string, PageFile, std::less<>> all_files() {
  std::map<std::string, PageFile, std::less<>> files;
  for (const EmbeddedFile& file : http::web) {
    files.emplace('/' + std::string(file.name), whole(file));
    if (file.name == "index.html") files.emplace("/", whole(file));
  }
  return files;
}

}  // namespace

std::optional<Response> page_file(const Request& request, std::string_view path) {
  static const auto files = all_files();
  const auto found = files.find(path);
  if (found == files.end()) return std::nullopt;
  const bool known = client_has(request, found->second.etag);
  Response response = found->second.response;
  if (!known) return response;
  response.status = 304;
  response.body = std::make_shared<const std::string>();
  return response;
}

}  // namespace noctule
