// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/message.h"

namespace noctule {

/// The request line and headers as received.
struct RequestHead {
  std::string method, target, version;
  std::vector<std::pair<std::string, std::string>> headers;
};

/// Fills method, path, query and headers of `request`. Returns an error if the request must be
/// refused (400, close): it violates RFC 9112, or a proxy might parse it differently.
std::optional<std::string> read_head(const RequestHead& head, Request& request);

/// "%41+" → "A+", or "A " with `plus_is_space` (queries). nullopt for an invalid escape or %00.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space);

/// Content-Length; 0 if absent. read_head() rejects malformed values.
uint64_t declared_length(const Request& request);
bool is_chunked(const Request& request);

/// Content-Type in lower case without parameters; empty if absent.
std::string media_type(const Request& request);

}  // namespace noctule
