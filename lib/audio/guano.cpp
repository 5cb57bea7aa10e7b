// SPDX-License-Identifier: GPL-3.0-or-later
#include "audio/guano.h"

#include <cstdint>
#include <utility>

#include "core/bytes.h"
#include "core/text.h"

namespace noctule {
namespace {

std::string unescape(std::string_view value) {
  std::string out;
  for (size_t i = 0; i < value.size(); ++i) {
    const bool line_break = value[i] == '\\' && i + 1 < value.size() && value[i + 1] == 'n';
    out += line_break ? '\n' : value[i];
    i += line_break;
  }
  return out;
}

/// Identifiers of the WAMD records that hold text, as published by users of the format.
constexpr std::pair<uint32_t, std::string_view> kWamdText[] = {
    {0x01, "model"},     {0x02, "serial"},    {0x03, "firmware"},   {0x04, "prefix"},
    {0x05, "timestamp"}, {0x06, "gps_first"}, {0x08, "software"},   {0x0A, "notes"},
    {0x0B, "auto_id"},   {0x0C, "manual_id"}, {0x12, "microphone"}, {0x15, "temperature_internal"},
};

/// Record of true rate / header rate, a 16-bit number.
constexpr uint32_t kWamdTimeExpansion = 0x0F;

}  // namespace

MetadataFields parse_guano(std::string_view text) {
  MetadataFields fields;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view key = trimmed(line.substr(0, colon));
    if (!key.empty())
      fields.try_emplace(std::string(key), unescape(trimmed(line.substr(colon + 1))));
  }
  return fields;
}

MetadataFields parse_wamd(std::string_view chunk) {
  constexpr size_t kRecordHeader = 6;
  MetadataFields fields;
  while (chunk.size() >= kRecordHeader) {
    const uint32_t id = little_endian(chunk.substr(0, 2));
    const uint32_t size = little_endian(chunk.substr(2, 4));
    chunk.remove_prefix(kRecordHeader);
    if (size > chunk.size()) break;
    for (const auto& [text_id, name] : kWamdText)
      if (id == text_id && size > 0)
        fields.try_emplace(std::string(name), trimmed(chunk.substr(0, size)));
    if (id == kWamdTimeExpansion && size == 2)
      fields.try_emplace("time_expansion", std::to_string(little_endian(chunk.substr(0, 2))));
    chunk.remove_prefix(size);
  }
  return fields;
}

}  // namespace noctule
