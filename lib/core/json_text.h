// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace noctule {

/// Serialises JSON on one line, or indented. File names need not be UTF-8: an invalid byte 0xNN
/// becomes the escape \udcNN, as in Python's "surrogateescape", so that the name can be recovered.
std::string json_text(const nlohmann::json& json, int indent = -1);

/// Serialises JSON on one line for strict parsers: invalid bytes become U+FFFD.
std::string strict_json_text(const nlohmann::json& json);

}  // namespace noctule
