// SPDX-License-Identifier: GPL-3.0-or-later
#include "audio/guano.h"

#include <array>
#include <cstdint>
#include <fstream>

namespace noctule {
namespace {

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlank{" \t\r\n\0", 5};
  const size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::string unescape(std::string_view value) {
  std::string out;
  for (size_t i = 0; i < value.size(); ++i) {
    const bool line_break = value[i] == '\\' && i + 1 < value.size() && value[i + 1] == 'n';
    out += line_break ? '\n' : value[i];
    i += line_break;
  }
  return out;
}

uint32_t little_endian(std::string_view bytes, size_t at, size_t count) {
  uint32_t value = 0;
  for (size_t i = count; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

/// Identifiers of the WAMD records that hold text, as published by users of the format.
constexpr std::pair<uint32_t, std::string_view> kWamdText[] = {
    {0x01, "model"},
    {0x02, "serial"},
    {0x03, "firmware"},
    {0x04, "prefix"},
    {0x05, "timestamp"},
    {0x06, "gps_first"},
    {0x08, "software"},
    {0x0A, "notes"},
    {0x0B, "auto_id"},
    {0x0C, "manual_id"},
    {0x0F, "time_expansion"},
    {0x12, "microphone"},
    {0x15, "temperature_internal"},
};

}  // namespace

MetadataFields parse_guano(std::string_view text) {
  MetadataFields fields;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view key = trim(line.substr(0, colon));
    if (!key.empty()) fields.try_emplace(std::string(key), unescape(trim(line.substr(colon + 1))));
  }
  return fields;
}

MetadataFields parse_wamd(std::string_view chunk) {
  constexpr size_t kRecordHeader = 6;
  MetadataFields fields;
  while (chunk.size() >= kRecordHeader) {
    const uint32_t id = little_endian(chunk, 0, 2), size = little_endian(chunk, 2, 4);
    chunk.remove_prefix(kRecordHeader);
    if (size > chunk.size()) break;
    for (const auto& [text_id, name] : kWamdText)
      if (id == text_id && size > 0)
        fields.try_emplace(std::string(name), trim(chunk.substr(0, size)));
    chunk.remove_prefix(size);
  }
  return fields;
}

MetadataChunks read_metadata_chunks(const std::filesystem::path& path) {
  constexpr uint32_t kMaxChunk = 1u << 20;
  constexpr int kMaxChunks = 1000;
  MetadataChunks found;
  std::ifstream file(path, std::ios::binary);
  std::array<char, 12> form{};
  if (!file.read(form.data(), form.size())) return found;
  const std::string_view riff(form.data(), 4), wave(form.data() + 8, 4);
  if ((riff != "RIFF" && riff != "RF64") || wave != "WAVE") return found;

  for (int i = 0; i < kMaxChunks; ++i) {
    std::array<char, 8> header{};
    if (!file.read(header.data(), header.size())) break;
    const std::string_view id(header.data(), 4);
    const uint32_t size = little_endian({header.data(), 8}, 4, 4);
    std::string* wanted = id == "guan" ? &found.guano : id == "wamd" ? &found.wamd : nullptr;
    if (wanted == nullptr || size > kMaxChunk) {
      file.seekg(static_cast<std::streamoff>(size) + (size & 1), std::ios::cur);
      continue;
    }
    wanted->resize(size);
    file.read(wanted->data(), size);
    wanted->resize(static_cast<size_t>(file.gcount()));
    file.seekg(size & 1, std::ios::cur);
  }
  return found;
}

}  // namespace noctule
