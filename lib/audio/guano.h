// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include "audio/metadata_fields.h"

namespace noctule {

/// Reads GUANO metadata (guano-md specification 1.0): UTF-8 lines `Namespace|Key: Value`,
/// where `\n` in a value stands for a line break. Lines without a colon are skipped. Of repeated
/// keys the first counts, except that repeated species are joined by commas.
MetadataFields parse_guano(std::string_view text);

/// Reads Wildlife Acoustics' WAMD chunk: records of a 16-bit identifier, a 32-bit length and a
/// value, little-endian. Returns the records of Wildlife Acoustics' wa_meta.h under their names
/// ("model", "timestamp", "gps_first", …): texts, 16-bit numbers in decimal, and for binary records
/// their size ("voice_note": "1234 bytes"); others are skipped. A record longer than the chunk, or
/// another version of the format than 1, ends parsing.
MetadataFields parse_wamd(std::string_view chunk);

}  // namespace noctule
