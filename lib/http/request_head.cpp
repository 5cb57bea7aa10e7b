// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/request_head.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "core/number.h"
#include "core/text.h"

namespace noctule {
namespace {

/// Headers that must not be repeated: parsers disagree about which value counts.
constexpr std::array kOnce = {
    "Authorization", "Content-Length", "Content-Type",      "Expect", "Host",
    "If-Range",      "Origin",         "Transfer-Encoding", "Range"};

/// RFC 9110, section 5.6.2.
bool is_token(std::string_view text) {
  constexpr std::string_view kOther = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](unsigned char c) {
    return std::isalnum(c) || kOther.find(static_cast<char>(c)) != kOther.npos;
  });
}

bool has_control_bytes(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; });
}

bool must_not_repeat(const std::string& name) {
  return std::any_of(kOnce.begin(), kOnce.end(),
                     [&](const char* single) { return same_ignoring_case(single, name); });
}

std::optional<std::string> read_headers(const RequestHead& head, Request& request) {
  for (const auto& [name, value] : head.headers) {
    if (!is_token(name)) return "A header has a malformed name";
    if (has_control_bytes(value)) return "The header " + name + " has a control character";
    auto [place, added] = request.headers.emplace(name, trimmed(value));
    if (added) continue;
    if (must_not_repeat(name)) return "The header " + name + " is repeated";
    place->second.append(", ").append(trimmed(value));
  }
  return std::nullopt;
}

/// Rejects ambiguous body lengths (request smuggling).
std::optional<std::string> check_framing(const Request& request) {
  const auto length = request.header("Content-Length");
  const auto encoding = request.header("Transfer-Encoding");
  if (length && encoding) return "Content-Length and Transfer-Encoding cannot be combined";
  if (length && !parse_number<uint64_t>(*length)) return "Content-Length must be a whole number";
  if (encoding && !same_ignoring_case(*encoding, "chunked"))
    return "The only supported Transfer-Encoding is chunked";
  return std::nullopt;
}

std::optional<std::string> check_host(const RequestHead& head, const Request& request) {
  const auto host = request.header("Host");
  if (!host && head.version != "HTTP/1.0") return "The header Host is missing";
  if (host && host->find_first_of(" \t,/@") != std::string::npos) return "Host is malformed";
  return std::nullopt;
}

std::optional<std::string> read_query(std::string_view text, Request& request) {
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const size_t equals = std::min(pair.size(), pair.find('='));
    const auto name = percent_decoded(pair.substr(0, equals), true);
    const auto value = percent_decoded(pair.substr(std::min(pair.size(), equals + 1)), true);
    if (!name || !value) return "The query has an invalid escape";
    if (!request.query.emplace(*name, *value).second)
      return "The query has the parameter " + *name + " twice";
  }
  return std::nullopt;
}

/// The path and query of a target in origin-form or absolute-form (RFC 9112, section 3.2).
std::optional<std::string> read_target(std::string_view target, Request& request) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    target.remove_prefix(scheme.size());
    target.remove_prefix(std::min(target.size(), target.find_first_of("/?")));
  }
  const std::string_view path = target.substr(0, target.find('?'));
  const bool clean = std::all_of(target.begin(), target.end(),
                                 [](unsigned char c) { return c > 0x20 && c != 0x7f; });
  if (!path.starts_with('/') || !clean) return "The request target is malformed";
  // An escaped slash stays escaped, so that it does not split a segment.
  auto decoded = percent_decoded(path, false);
  const bool escaped_slash =
      path.find("%2f") != std::string_view::npos || path.find("%2F") != std::string_view::npos;
  if (!decoded) return "The path has an invalid escape";
  request.path = escaped_slash ? std::string(path) : std::move(*decoded);
  return read_query(target.substr(std::min(target.size(), path.size() + 1)), request);
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += plus_is_space && text[i] == '+' ? ' ' : text[i];
      continue;
    }
    const std::string_view digits = text.substr(i + 1, 2);
    const auto value = parse_number<unsigned>(digits, 16);
    if (digits.size() < 2 || !value || *value == 0) return std::nullopt;
    out += static_cast<char>(*value);
    i += 2;
  }
  return out;
}

std::optional<std::string> read_head(const RequestHead& head, Request& request) {
  request.method = head.method == "HEAD" ? "GET" : head.method;
  if (!is_token(head.method)) return "The method is malformed";
  if (auto flaw = read_target(head.target, request)) return flaw;
  if (auto flaw = read_headers(head, request)) return flaw;
  if (auto flaw = check_framing(request)) return flaw;
  return check_host(head, request);
}

uint64_t declared_length(const Request& request) {
  return parse_number<uint64_t>(request.header("Content-Length").value_or("0")).value_or(0);
}

bool is_chunked(const Request& request) { return request.header("Transfer-Encoding").has_value(); }

std::string media_type(const Request& request) {
  const std::string header = request.header("Content-Type").value_or("");
  return lower_case(std::string(trimmed(std::string_view(header).substr(0, header.find(';')))));
}

}  // namespace noctule
