// SPDX-License-Identifier: GPL-3.0-or-later
#include "audio/wave_chunks.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string_view>

#include "core/bytes.h"

namespace noctule {
namespace {

constexpr uint64_t kMaxChunkBytes = 1u << 20;
constexpr uint64_t kDataStartBytes = 2048;
constexpr int kMaxChunks = 1000;
constexpr size_t kMaxInfoTexts = 100;

/// Programs that stream a WAVE file write the maximum size, or slightly less, and never correct it.
bool is_placeholder_size(uint64_t size) {
  constexpr uint64_t kSlack = 0x10000;
  return (size >= 0xFFFFFFFF - kSlack && size <= 0xFFFFFFFF) ||
         (size <= 0x80000000 && size >= 0x80000000 - kSlack);
}

struct ChunkHeader {
  std::string id;
  uint64_t size = 0;
};

bool is_chunk_id(std::string_view id) {
  return std::all_of(id.begin(), id.end(), [](unsigned char c) { return std::isprint(c) != 0; });
}

/// The sub-chunks of a LIST chunk of type INFO.
void read_info_list(std::string_view list, WaveChunks& found) {
  if (!list.starts_with("INFO")) return;
  list.remove_prefix(4);
  while (list.size() >= 8) {
    const std::string_view id = list.substr(0, 4);
    const size_t size = std::min<size_t>(little_endian(list.substr(4, 4)), list.size() - 8);
    const std::string_view text = list.substr(8, size);
    if (is_chunk_id(id) && found.info.size() < kMaxInfoTexts)
      found.info.try_emplace(std::string(id), text.substr(0, text.find('\0')));
    list.remove_prefix(std::min(list.size(), 8 + size + (size & 1)));
  }
}

class ChunkWalk {
 public:
  explicit ChunkWalk(const InputFile& file) : file_(file) {}

  bool is_wave() {
    const std::string form = read(0, 12);
    return form.size() == 12 && (form.starts_with("RIFF") || form.starts_with("RF64")) &&
           form.ends_with("WAVE");
  }

  WaveChunks run() {
    WaveChunks found;
    uint64_t at = 12;
    for (int i = 0; i < kMaxChunks; ++i) {
      auto chunk = header_at(at);
      if (!chunk) break;
      const uint64_t body = at + 8;
      // RF64 (EBU Tech 3306) stores sizes beyond 32 bits in a "ds64" chunk, which comes first.
      if (chunk->id == "ds64") data_bytes_ = little_endian64(read(body + 8, 8));
      if (chunk->id == "data" && chunk->size == 0xFFFFFFFF && data_bytes_ > 0)
        chunk->size = data_bytes_;
      take(*chunk, body, found);
      at = body + chunk->size;
      // Some programs omit the zero padding byte after an odd-sized chunk.
      const bool unpadded = read(at, 1) != std::string(1, '\0') && header_at(at).has_value();
      if (chunk->size % 2 == 1 && !unpadded) ++at;
    }
    return found;
  }

 private:
  std::optional<ChunkHeader> header_at(uint64_t at) {
    const std::string bytes = read(at, 8);
    if (bytes.size() < 8 || !is_chunk_id(std::string_view(bytes).substr(0, 4))) return std::nullopt;
    return ChunkHeader{bytes.substr(0, 4), little_endian(std::string_view(bytes).substr(4))};
  }

  void take(const ChunkHeader& chunk, uint64_t body, WaveChunks& found) {
    if (chunk.id == "guan") found.guano = read(body, chunk.size);
    if (chunk.id == "wamd") found.wamd = read(body, chunk.size);
    if (chunk.id == "bext") found.bext = read(body, chunk.size);
    if (chunk.id == "cart") found.cart = read(body, chunk.size);
    if (chunk.id == "_PMX") found.xmp = read(body, chunk.size);
    if (chunk.id == "LIST") read_info_list(read(body, chunk.size), found);
    if (chunk.id == "data") found.data_start = file_.read(body, kDataStartBytes);
    if (chunk.id == "data" && !is_placeholder_size(chunk.size)) {
      found.data_bytes_stated = chunk.size;
      found.data_bytes_present = std::min(chunk.size, file_.size() - std::min(file_.size(), body));
    }
  }

  /// Up to `count` bytes; none if `count` exceeds kMaxChunkBytes.
  std::string read(uint64_t at, uint64_t count) const {
    return count > kMaxChunkBytes ? "" : file_.read(at, count);
  }

  const InputFile& file_;
  uint64_t data_bytes_ = 0;  ///< from "ds64"; 0 if it has none
};

}  // namespace

WaveChunks read_wave_chunks(const InputFile& file) {
  ChunkWalk walk(file);
  return walk.is_wave() ? walk.run() : WaveChunks{};
}

}  // namespace noctule
