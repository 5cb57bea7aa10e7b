// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/json_text.h"

#include <algorithm>
#include <cstdio>
#include <string_view>

#include "core/text.h"

namespace noctule {
namespace {

/// Marks an invalid byte until serialisation: this control character, which JSON always escapes,
/// and two hexadecimal digits. A literal one is doubled.
constexpr char kMark = '\x01';

std::string mark_invalid_bytes(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const size_t length = utf8_length(text);
    if (length == 0) {
      char digits[4];
      std::snprintf(digits, sizeof digits, "%c%02x", kMark, static_cast<unsigned char>(text[0]));
      out += digits;
    } else {
      if (text[0] == kMark) out += kMark;
      out += text.substr(0, length);
    }
    text.remove_prefix(std::max<size_t>(length, 1));
  }
  return out;
}

nlohmann::json marked(const nlohmann::json& json) {
  if (json.is_string()) return mark_invalid_bytes(json.get_ref<const std::string&>());
  nlohmann::json out = json;
  if (json.is_array())
    for (auto& item : out) item = marked(item);
  if (json.is_object()) {
    out = nlohmann::json::object();
    for (const auto& [key, value] : json.items()) out[mark_invalid_bytes(key)] = marked(value);
  }
  return out;
}

std::string unmark(std::string_view text) {
  constexpr std::string_view kEscaped = "\\u0001";
  std::string out;
  while (!text.empty()) {
    size_t taken = 1;
    if (!text.starts_with(kEscaped)) {
      taken = std::min<size_t>(text.size(), text[0] == '\\' ? 2 : 1);
      out += text.substr(0, taken);
    } else if (text.substr(kEscaped.size()).starts_with(kEscaped)) {
      taken = 2 * kEscaped.size();
      out += kEscaped;
    } else {
      taken = kEscaped.size() + 2;
      out += "\\udc" + std::string(text.substr(kEscaped.size(), 2));
    }
    text.remove_prefix(taken);
  }
  return out;
}

/// Escapes DEL and U+0080 to U+009F: JSON allows them unescaped, but terminals may interpret them.
std::string escape_c1(std::string text) {
  const auto is_c1 = [&](size_t at) {
    return text[at] == '\xc2' && at + 1 < text.size() &&
           static_cast<unsigned char>(text[at + 1]) < 0xA0;
  };
  if (text.find_first_of("\x7f\xc2") == std::string::npos) return text;
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool c1 = is_c1(i);
    if (!c1 && text[i] != '\x7f') {
      out += text[i];
      continue;
    }
    char escaped[8];
    i += c1;
    std::snprintf(escaped, sizeof escaped, "\\u00%02x", static_cast<unsigned char>(text[i]));
    out += escaped;
  }
  return out;
}

}  // namespace

std::string json_text(const nlohmann::json& json, int indent) {
  try {
    return escape_c1(json.dump(indent));
  } catch (const nlohmann::json::type_error&) {
    return escape_c1(unmark(marked(json).dump(indent)));
  }
}

std::string strict_json_text(const nlohmann::json& json) {
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace noctule
