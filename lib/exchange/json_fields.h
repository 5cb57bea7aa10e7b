// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace noctule {

/// Fields of a JSON object from elsewhere; null counts as missing. All throw RecordingError for a
/// value that is not an object or a field of another type.
std::string text_field(const nlohmann::json& object, const char* name);
/// Times `unit`; throws unless the result is from 0 to 1e12.
std::optional<double> number_field(const nlohmann::json& object, const char* name, double unit);
double needed_number(const nlohmann::json& object, const char* name, double unit);
/// Empty if missing.
const nlohmann::json& array_field(const nlohmann::json& object, const char* name);

}  // namespace noctule
