// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace noctule {

/// `Key: value` pairs; keys keep their namespace ("WA|Song Meter|Prefix").
using MetadataFields = std::map<std::string, std::string, std::less<>>;

/// Reads GUANO metadata (guano-md specification 1.0): UTF-8 lines `Namespace|Key: Value`,
/// where `\n` in a value stands for a line break. Lines without a colon are skipped.
MetadataFields parse_guano(std::string_view text);

/// Reads Wildlife Acoustics' WAMD chunk: records of a 16-bit identifier, a 32-bit length and a
/// value, little-endian. Returns text records under their names ("model", "timestamp",
/// "gps_first", …) and the 16-bit time expansion in decimal; others are skipped. A record longer
/// than the chunk ends parsing.
MetadataFields parse_wamd(std::string_view chunk);

}  // namespace noctule
