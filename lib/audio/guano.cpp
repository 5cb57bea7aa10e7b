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

enum class WamdType { kText, kNumber, kBinary };

struct WamdRecord {
  uint32_t id;
  std::string_view name;
  WamdType type = WamdType::kText;
};

/// The records of wa_meta.h, published by Wildlife Acoustics; the last two are inferred by users.
constexpr WamdRecord kWamdRecords[] = {
    {0x00, "version", WamdType::kNumber},
    {0x01, "model"},
    {0x02, "serial"},
    {0x03, "firmware"},
    {0x04, "prefix"},
    {0x05, "timestamp"},
    {0x06, "gps_first"},
    {0x07, "gps_track"},
    {0x08, "software"},
    {0x09, "license"},
    {0x0A, "notes"},
    {0x0B, "auto_id"},
    {0x0C, "manual_id"},
    {0x0D, "voice_note", WamdType::kBinary},
    {0x0E, "auto_id_statistics"},
    {0x0F, "time_expansion", WamdType::kNumber},
    {0x10, "program", WamdType::kBinary},
    {0x11, "run_state", WamdType::kBinary},
    {0x12, "microphone"},
    {0x13, "sensitivity"},
    {0x14, "gps_last"},
    {0x15, "temperature_internal"},
    {0x16, "temperature_external"},
    {0x17, "humidity"},
    {0x18, "light"},
    {0x22, "mini_configuration", WamdType::kBinary},
    {0x23, "mini_schedule", WamdType::kBinary},
};

const WamdRecord* wamd_record(uint32_t id) {
  for (const WamdRecord& record : kWamdRecords)
    if (record.id == id) return &record;
  return nullptr;
}

/// The text of a record; "" if it has none.
std::string wamd_value(WamdType type, std::string_view bytes) {
  if (type == WamdType::kBinary)
    return bytes.empty() ? "" : std::to_string(bytes.size()) + " bytes";
  if (type == WamdType::kNumber)
    return bytes.size() == 2 ? std::to_string(little_endian(bytes)) : "";
  return std::string(trimmed(bytes.substr(0, bytes.find('\0'))));
}

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
    if (key.empty()) continue;
    const std::string value = unescape(trimmed(line.substr(colon + 1)));
    const auto [field, first] = fields.try_emplace(std::string(key), value);
    if (!first && key.starts_with("Species ")) field->second += "," + value;
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
    const std::string_view bytes = chunk.substr(0, size);
    if (const WamdRecord* record = wamd_record(id)) {
      std::string value = wamd_value(record->type, bytes);
      if (record->name == "version" && value != "1") break;
      if (!value.empty()) fields.try_emplace(std::string(record->name), std::move(value));
    }
    chunk.remove_prefix(size);
  }
  return fields;
}

}  // namespace noctule
