// SPDX-License-Identifier: GPL-3.0-or-later
#include "audio/header_metadata.h"

#include <algorithm>
#include <regex>

#include "audio/xml_fields.h"
#include "core/text.h"

namespace noctule {
namespace {

constexpr size_t kMaxComment = 2000;  ///< std::regex recurses once per character

/// A fixed-length text, which NUL ends early.
std::string text_at(std::string_view chunk, size_t at, size_t size) {
  if (at >= chunk.size()) return "";
  const std::string_view text = chunk.substr(at, size);
  return std::string(trimmed(text.substr(0, text.find('\0'))));
}

void add(MetadataFields& fields, const char* name, std::string value) {
  if (!value.empty()) fields.try_emplace(name, std::move(value));
}

/// The standards allow several separators between the digits; some programs pad with spaces.
std::string timestamp_of(std::string date, std::string time) {
  const auto separate = [](std::string& text, size_t first, size_t second, char separator) {
    if (text.size() > second) text[first] = text[second] = separator;
  };
  separate(date, 4, 7, '-');
  separate(time, 2, 5, ':');
  return time.empty() ? date : date + " " + time;
}

std::string found(const std::string& text, const char* pattern) {
  std::smatch match;
  return std::regex_search(text, match, std::regex(pattern)) ? match[1].str() : "";
}

std::string day_month_year_to_iso(const std::string& text) {
  static const std::regex pattern(
      "\\s*(\\d\\d)[./](\\d\\d)[./](\\d{4})[ T]+(\\d\\d:\\d\\d:\\d\\d.*)");
  std::smatch match;
  if (text.size() > 64 || !std::regex_match(text, match, pattern)) return text;
  return match[3].str() + "-" + match[2].str() + "-" + match[1].str() + " " + match[4].str();
}

/// "170804 21:51:20" → "2017-08-04 21:51:20"; empty for other texts.
std::string d500x_time(const std::string& text) {
  static const std::regex pattern("(\\d\\d)(\\d\\d)(\\d\\d) (\\d\\d:\\d\\d:\\d\\d)");
  std::smatch match;
  if (text.size() > 32 || !std::regex_match(text, match, pattern)) return "";
  return "20" + match[1].str() + "-" + match[2].str() + "-" + match[3].str() + " " + match[4].str();
}

/// "055 46 43 S" (degrees, minutes, seconds) → "-55.778611"; empty for other texts.
std::string d500x_degrees(const std::string& text) {
  static const std::regex pattern("(\\d{1,3}) (\\d{1,2}) (\\d{1,2}) ([NSEW])");
  std::smatch match;
  if (text.size() > 32 || !std::regex_match(text, match, pattern)) return "";
  const double degrees =
      std::stod(match[1]) + std::stod(match[2]) / 60 + std::stod(match[3]) / 3600;
  return (match[4] == "S" || match[4] == "W" ? "-" : "") + std::to_string(degrees);
}

}  // namespace

MetadataFields parse_bext(std::string_view chunk) {
  MetadataFields fields;
  add(fields, "description", text_at(chunk, 0, 256));
  add(fields, "originator", text_at(chunk, 256, 32));
  add(fields, "originator_reference", text_at(chunk, 288, 32));
  add(fields, "timestamp", timestamp_of(text_at(chunk, 320, 10), text_at(chunk, 330, 8)));
  add(fields, "coding_history", text_at(chunk, 602, chunk.size()));
  return fields;
}

MetadataFields parse_cart(std::string_view chunk) {
  MetadataFields fields;
  add(fields, "title", text_at(chunk, 4, 64));
  add(fields, "artist", text_at(chunk, 68, 64));
  add(fields, "timestamp", timestamp_of(text_at(chunk, 452, 10), text_at(chunk, 462, 8)));
  add(fields, "software", text_at(chunk, 488, 64));
  add(fields, "text", text_at(chunk, 2048, chunk.size()));
  return fields;
}

MetadataFields parse_xmp(std::string_view packet) {
  MetadataFields fields;
  for (const auto& [path, value] : xml_fields(packet)) {
    const std::string name = path.substr(path.rfind('|') + 1);
    const bool is_date = lower_case(name).find("date") != std::string::npos;
    if (is_date || name == "xmp:CreatorTool") fields.try_emplace(name, value);
  }
  return fields;
}

MetadataFields parse_audiomoth_comment(std::string_view comment) {
  MetadataFields fields;
  if (comment.find("AudioMoth") == std::string_view::npos) return fields;
  const std::string text(comment.substr(0, kMaxComment));
  static const std::regex recorded(
      "Recorded at (\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?) (\\d\\d)/(\\d\\d)/(\\d{4})"
      "(?: \\((UTC)([+-]\\d+(?::\\d\\d)?)?\\))?");
  std::smatch match;
  if (std::regex_search(text, match, recorded))
    fields["timestamp"] = match[4].str() + "-" + match[3].str() + "-" + match[2].str() + " " +
                          match[1].str() +
                          (match[5].matched && !match[6].matched ? "Z" : match[6].str());
  add(fields, "serial", found(text, "AudioMoth ([0-9A-Fa-f]{16})"));
  add(fields, "deployment", found(text, "deployment ([0-9A-Fa-f]{16})"));
  add(fields, "gain", found(text, "at ([a-z-]+) gain"));
  add(fields, "gain", found(text, "gain setting (\\d)"));
  add(fields, "battery_v", found(text, "battery (?:state )?was (?:[a-z]+ than )?(\\d+\\.\\d+) ?V"));
  add(fields, "temperature_c", found(text, "temperature was (-?\\d+(?:\\.\\d+)?) ?C"));
  return fields;
}

MetadataFields parse_d500x(std::string_view data) {
  constexpr size_t kText = 468;  // bytes of binary header before the text
  MetadataFields fields;
  if (data.size() < kText || data.substr(0, kText).find("D500X") == std::string_view::npos)
    return fields;
  std::string_view text = data.substr(kText);
  text = text.substr(0, text.find('\0'));
  if (!text.starts_with("File Name:")) return fields;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    if (const size_t colon = line.find(':'); colon != std::string_view::npos)
      add(fields, std::string(trimmed(line.substr(0, colon))).c_str(),
          std::string(trimmed(line.substr(colon + 1))));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
  }
  add(fields, "timestamp", d500x_time(fields["File Time"]));
  const std::string latitude = d500x_degrees(fields["LAT"]);
  const std::string longitude = d500x_degrees(fields["LON"]);
  if (!latitude.empty() && !longitude.empty()) add(fields, "position", latitude + " " + longitude);
  std::erase_if(fields, [](const auto& field) { return field.second.empty(); });
  return fields;
}

MetadataFields parse_batlogger(std::string_view xml) {
  std::string root;
  MetadataFields fields = xml_fields(xml, &root);
  if (root != "BatRecord") return {};
  if (const auto date = fields.find("DateTime"); date != fields.end())
    add(fields, "timestamp", day_month_year_to_iso(date->second));
  return fields;
}

}  // namespace noctule
