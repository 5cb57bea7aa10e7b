// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/label_response.h"

#include <cctype>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "core/error.h"
#include "core/text.h"

namespace noctule {
namespace {

/// Content-Disposition with any name (RFC 6266, RFC 8187).
std::string attachment(const std::string& name) {
  std::string plain, encoded;
  for (const unsigned char c : name) {
    const bool safe = std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_';
    plain += safe || c == ' ' ? static_cast<char>(c) : '_';
    char escaped[4];
    std::snprintf(escaped, sizeof escaped, "%%%02X", static_cast<unsigned>(c));
    encoded += safe ? std::string(1, static_cast<char>(c)) : escaped;
  }
  return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + encoded;
}

}  // namespace

const LabelFormat* label_format_of(const Context& context) {
  const std::string name = context.text("format", "json");
  if (name == "json") {
    parse_time_base(context.text("time_base", "true"));
    return nullptr;
  }
  if (const LabelFormat* format = label_format_named(name)) return format;
  std::vector<std::string> names = {"json"};
  for (const LabelFormat& format : label_formats()) names.emplace_back(format.name);
  throw UsageError("format must be one of " + joined(names));
}

Response label_response(const Context& context, const LabelFormat& format, LabelKind kind,
                        const Recording& recording, std::vector<Label> labels,
                        std::vector<Identification> identifications) {
  const TimeBase base = parse_time_base(context.text("time_base", "true"));
  const std::string name = file_name_of(recording.name);
  const LabelSet set{
      kind, base, {{recording, name, std::move(labels), std::move(identifications)}}};
  return Response::text(200, format.text(set), format.media_type)
      .with("Content-Disposition", attachment(std::filesystem::path(name).stem().string() + "." +
                                              label_file_suffix(format, kind, base)));
}

}  // namespace noctule
