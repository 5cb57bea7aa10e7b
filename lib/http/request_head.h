// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/message.h"

namespace noctule {

/// A request line and its headers as they arrived.
struct RequestHead {
  std::string method, target, version;
  std::vector<std::pair<std::string, std::string>> headers;
};

/// Fills method, path, query and headers of `request`. Returns why the request has to be refused
/// (400, and the connection closed): what RFC 9112 forbids, or what a proxy might read otherwise.
std::optional<std::string> read_head(const RequestHead& head, Request& request);

/// "%41+" → "A+"; nothing for a broken escape or one of NUL. With `plus_is_space`, as in queries.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space);

/// How long the body is by Content-Length; 0 without one. read_head() refuses malformed ones.
uint64_t declared_length(const Request& request);
bool is_chunked(const Request& request);

/// "type/subtype" of Content-Type in lower case, without parameters; empty where there is none.
std::string media_type(const Request& request);

}  // namespace noctule
