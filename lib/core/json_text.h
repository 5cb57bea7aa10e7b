// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace noctule {

/// JSON as text: on one line, or indented. File names need not be UTF-8: a byte 0xNN that is not
/// becomes the escape \udcNN, as in Python's "surrogateescape", so that readers get the name back.
std::string json_text(const nlohmann::json& json, int indent = -1);

}  // namespace noctule
