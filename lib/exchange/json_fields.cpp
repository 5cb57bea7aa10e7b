// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchange/json_fields.h"

#include "core/error.h"
#include "core/json_text.h"
#include "core/text.h"

namespace noctule {
namespace {

/// The field, or nullptr if it is missing or null.
const nlohmann::json* find(const nlohmann::json& object, const char* name) {
  if (!object.is_object())
    throw RecordingError("an object is expected instead of " +
                         escape_control(json_text(object).substr(0, 40)));
  const auto it = object.find(name);
  return it == object.end() || it->is_null() ? nullptr : &*it;
}

[[noreturn]] void fail(const char* name, const char* problem, const nlohmann::json& value) {
  throw RecordingError("'" + std::string(name) + "' " + problem + ": " +
                       escape_control(json_text(value).substr(0, 40)));
}

}  // namespace

std::string text_field(const nlohmann::json& object, const char* name) {
  const nlohmann::json* value = find(object, name);
  if (value == nullptr) return "";
  if (!value->is_string()) fail(name, "is not text", *value);
  return value->get<std::string>();
}

std::optional<double> number_field(const nlohmann::json& object, const char* name, double unit) {
  const nlohmann::json* value = find(object, name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_number()) fail(name, "is not a number", *value);
  const double number = value->get<double>() * unit;
  if (!(number >= 0 && number <= 1e12)) fail(name, "is out of range", *value);
  return number;
}

double needed_number(const nlohmann::json& object, const char* name, double unit) {
  if (const auto value = number_field(object, name, unit)) return *value;
  throw RecordingError("'" + std::string(name) + "' is missing in " +
                       escape_control(json_text(object).substr(0, 60)));
}

const nlohmann::json& array_field(const nlohmann::json& object, const char* name) {
  static const nlohmann::json kNone = nlohmann::json::array();
  const nlohmann::json* value = find(object, name);
  if (value == nullptr) return kNone;
  if (!value->is_array()) fail(name, "is not an array", *value);
  return *value;
}

}  // namespace noctule
