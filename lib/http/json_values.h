// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace noctule {

/// The value of a field of an object; nullptr if it is absent or null.
const nlohmann::json* find_value(const nlohmann::json& object, const char* name);

/// The value of a client's JSON field. Each throws UsageError, which names the field, if the value
/// has another type; numbers are finite.
std::string string_of(const std::string& name, const nlohmann::json& value);
double number_of(const std::string& name, const nlohmann::json& value);
int64_t integer_of(const std::string& name, const nlohmann::json& value);
bool flag_of(const std::string& name, const nlohmann::json& value);

}  // namespace noctule
