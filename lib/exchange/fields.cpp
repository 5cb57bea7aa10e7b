// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchange/fields.h"

#include <string_view>

namespace noctule {
namespace {

/// Characters with which a spreadsheet's formula may begin (OWASP, "CSV injection"), and the mark.
constexpr std::string_view kFormulaStart = "=+-@\t\r'";

bool starts_formula(std::string_view text) {
  return !text.empty() && kFormulaStart.find(text.front()) != std::string_view::npos;
}

}  // namespace

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

std::string spreadsheet_field(const std::string& text) {
  return csv_field(starts_formula(text) ? "'" + text : text);
}

std::string plain_text(const std::string& field) {
  const bool marked = field.starts_with('\'') && starts_formula(std::string_view(field).substr(1));
  return marked ? field.substr(1) : field;
}

std::string escape_tabs(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '\t':
        out += "\\t";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\\':
        out += "\\\\";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string unescape_tabs(const std::string& field) {
  std::string out;
  for (size_t i = 0; i < field.size(); ++i) {
    constexpr std::string_view kLetters = "tnr\\", kMeanings = "\t\n\r\\";
    const size_t which = field[i] == '\\' && i + 1 < field.size() ? kLetters.find(field[i + 1])
                                                                  : std::string_view::npos;
    out += which == std::string_view::npos ? field[i] : kMeanings[which];
    i += which != std::string_view::npos;
  }
  return out;
}

std::string on_one_line(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  return text;
}

}  // namespace noctule
