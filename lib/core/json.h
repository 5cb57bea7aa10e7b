// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

namespace noctule {

/// Maximum nesting of JSON from untrusted sources, since copying and serialising recurse once per
/// level.
constexpr int kMaxJsonDepth = 64;

/// Parses untrusted JSON (requests, metadata, label files). nullopt if the text is not valid JSON
/// or is nested deeper than kMaxJsonDepth.
std::optional<nlohmann::json> parse_json(std::string_view text);

/// The value, or null.
template <class T>
nlohmann::json or_null(const std::optional<T>& value) {
  return value ? nlohmann::json(*value) : nlohmann::json();
}

}  // namespace noctule
