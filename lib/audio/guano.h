// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace noctule {

/// A text's `Key: value` lines; keys keep their namespace ("WA|Song Meter|Prefix").
using MetadataFields = std::map<std::string, std::string, std::less<>>;

/// Reads GUANO metadata (guano-md specification 1.0): UTF-8 lines `Namespace|Key: Value`, the
/// sequence `\n` standing for a line break inside a value. Lines without a colon are skipped.
MetadataFields parse_guano(std::string_view text);

/// Reads Wildlife Acoustics' WAMD chunk: records of a 16-bit identifier, a 32-bit length and a
/// value, little-endian. The text records come back under their names ("model", "timestamp",
/// "gps_first", …); others are skipped. A record longer than the chunk ends the reading.
MetadataFields parse_wamd(std::string_view chunk);

/// The metadata chunks of a WAVE file; empty texts where it has none or is another format.
struct MetadataChunks {
  std::string guano;
  std::string wamd;
};

/// Walks the chunks of a RIFF or RF64 WAVE file. Never throws on what the file holds: wrong sizes
/// end the walk, and no chunk over 1 MiB is read.
MetadataChunks read_metadata_chunks(const std::filesystem::path& path);

}  // namespace noctule
