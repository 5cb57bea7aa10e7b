// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/json_values.h"

#include <cmath>

#include "core/error.h"

namespace noctule {

const nlohmann::json* find_value(const nlohmann::json& object, const char* name) {
  const auto field = object.find(name);
  return field == object.end() || field->is_null() ? nullptr : &*field;
}

std::string string_of(const std::string& name, const nlohmann::json& value) {
  if (!value.is_string()) throw UsageError(name + " must be a string");
  return value.get<std::string>();
}

double number_of(const std::string& name, const nlohmann::json& value) {
  if (!value.is_number() || !std::isfinite(value.get<double>()))
    throw UsageError(name + " must be a number");
  return value.get<double>();
}

int64_t integer_of(const std::string& name, const nlohmann::json& value) {
  if (!value.is_number_integer()) throw UsageError(name + " must be an integer");
  return value.get<int64_t>();
}

bool flag_of(const std::string& name, const nlohmann::json& value) {
  if (!value.is_boolean()) throw UsageError(name + " must be true or false");
  return value.get<bool>();
}

}  // namespace noctule
