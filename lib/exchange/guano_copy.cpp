// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchange/guano_copy.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <optional>

#include "core/atomic_file.h"
#include "core/bytes.h"
#include "core/error.h"

namespace noctule {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMaxGuanoBytes = 1u << 20;
constexpr int kMaxChunks = 1000;

bool is_chunk_id(std::string_view id) {
  return std::all_of(id.begin(), id.end(), [](unsigned char c) { return std::isprint(c) != 0; });
}

std::string little_endian_bytes(uint64_t value, int count) {
  std::string bytes;
  for (int i = 0; i < count; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xFF);
  return bytes;
}

/// Where things are in a WAVE file.
struct Layout {
  uint64_t insert_at = 0;        ///< where the new chunk goes
  uint64_t resume_at = 0;        ///< where copying continues: after the present chunk
  bool pad = false;              ///< whether the chunk before the new one lacks its padding
  std::optional<uint64_t> ds64;  ///< position of RF64's 64-bit file size
  std::string guano;             ///< the present text
};

class WaveReader {
 public:
  explicit WaveReader(const fs::path& path) : path_(path), file_(path, std::ios::binary) {
    file_.seekg(0, std::ios::end);
    if (file_) size_ = static_cast<uint64_t>(file_.tellg());
  }

  uint64_t size() const { return size_; }

  bool is_wave() {
    const std::string form = read(0, 12);
    return form.size() == 12 && (form.starts_with("RIFF") || form.starts_with("RF64")) &&
           form.ends_with("WAVE");
  }

  Layout layout() {
    Layout found;
    std::optional<uint64_t> data_size;
    uint64_t at = 12;
    for (int i = 0; i < kMaxChunks; ++i) {
      const std::string header = read(at, 8);
      if (header.size() < 8 || !is_chunk_id(std::string_view(header).substr(0, 4))) break;
      const std::string id = header.substr(0, 4);
      uint64_t size = little_endian(std::string_view(header).substr(4));
      const uint64_t body = at + 8;
      if (id == "ds64") {
        found.ds64 = body;
        data_size = little_endian64(read(body + 8, 8));
      }
      if (id == "data" && size == 0xFFFFFFFF && data_size) size = *data_size;
      // Samples that are cut off, or whose size the recorder never wrote, reach to the end.
      if (size > size_ - body) break;
      const uint64_t end = padded_end(body + size, size);
      if (id == "guan") {
        found.guano = read(body, std::min(size, kMaxGuanoBytes));
        found.insert_at = at;
        found.resume_at = end;
        return found;
      }
      at = end;
      found.pad = size % 2 == 1 && end == body + size;
    }
    found.insert_at = found.resume_at = at;
    return found;
  }

  std::string read(uint64_t at, uint64_t count) {
    if (at >= size_) return "";
    std::string bytes(std::min(count, size_ - at), '\0');
    file_.clear();
    file_.seekg(static_cast<std::streamoff>(at));
    file_.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!file_) throw RecordingError(path_.string() + ": cannot read it; check the disk");
    return bytes;
  }

 private:
  /// The end of a chunk with its padding byte, which some programs omit.
  uint64_t padded_end(uint64_t end, uint64_t size) {
    if (size % 2 == 0 || end >= size_) return end;
    const bool padded = read(end, 1) == std::string(1, '\0') || end + 1 == size_;
    return padded ? end + 1 : end;
  }

  fs::path path_;
  std::ifstream file_;
  uint64_t size_ = 0;
};

std::string chunk_of(std::string text) {
  if (text.size() % 2 == 1) text += ' ';
  return "guan" + little_endian_bytes(text.size(), 4) + text;
}

/// The copy's bytes in pieces.
class Copy {
 public:
  Copy(WaveReader& source, const Layout& layout, const std::string& guano)
      : source_(source),
        layout_(layout),
        chunk_((layout.pad ? std::string(1, '\0') : "") + chunk_of(guano)) {}

  uint64_t size() const {
    return source_.size() - (layout_.resume_at - layout_.insert_at) + chunk_.size();
  }

  template <class Take>
  void for_each_piece(Take take) {
    range(0, layout_.insert_at, take);
    take(chunk_);
    range(layout_.resume_at, source_.size(), take);
  }

 private:
  template <class Take>
  void range(uint64_t from, uint64_t to, Take take) {
    constexpr uint64_t kPiece = 1 << 20;
    while (from < to) {
      std::string piece = source_.read(from, std::min(kPiece, to - from));
      if (piece.empty()) throw RecordingError("the file became shorter while it was copied");
      correct_size(piece, from);
      take(piece);
      from += piece.size();
    }
  }

  /// Puts the new file size into the header, or into the "ds64" chunk of RF64.
  void correct_size(std::string& piece, uint64_t from) const {
    const uint64_t at = layout_.ds64.value_or(4);
    const std::string bytes = little_endian_bytes(size() - 8, layout_.ds64 ? 8 : 4);
    if (at >= from && at + bytes.size() <= from + piece.size())
      piece.replace(at - from, bytes.size(), bytes);
  }

  WaveReader& source_;
  const Layout& layout_;
  std::string chunk_;
};

bool same_bytes(Copy& copy, const fs::path& target) {
  std::error_code error;
  if (fs::file_size(target, error) != copy.size() || error) return false;
  std::ifstream file(target, std::ios::binary);
  bool same = true;
  copy.for_each_piece([&](const std::string& piece) {
    std::string present(same ? piece.size() : 0, '\0');
    if (same) file.read(present.data(), static_cast<std::streamsize>(present.size()));
    same = same && file && present == piece;
  });
  return same;
}

}  // namespace

bool is_wave(const fs::path& path) { return WaveReader(path).is_wave(); }

std::string guano_in(const fs::path& path) {
  WaveReader reader(path);
  return reader.is_wave() ? reader.layout().guano : "";
}

bool copy_with_guano(const fs::path& source, const fs::path& target, const std::string& guano) {
  WaveReader reader(source);
  const Layout layout = reader.layout();
  Copy copy(reader, layout, guano);
  if (!layout.ds64 && copy.size() - 8 > 0xFFFFFFFF)
    throw RecordingError(source.string() + ": it is too long for a WAV file with more metadata");
  if (same_bytes(copy, target)) return false;
  AtomicFile file(target);
  copy.for_each_piece([&](const std::string& piece) { file.write(piece); });
  file.commit();
  return true;
}

}  // namespace noctule
