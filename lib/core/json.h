// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

namespace noctule {

/// Deepest nesting of arrays and objects that is read from outside: copying and writing a value
/// recurse once per level.
constexpr int kMaxJsonDepth = 64;

/// Parses JSON that comes from outside (requests, metadata, label files). Nothing where the text is
/// not JSON or nested deeper than kMaxJsonDepth.
std::optional<nlohmann::json> parse_json(std::string_view text);

/// The value, or null.
template <class T>
nlohmann::json or_null(const std::optional<T>& value) {
  return value ? nlohmann::json(*value) : nlohmann::json();
}

}  // namespace noctule
