// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include "audio/metadata_fields.h"

namespace noctule {

/// The fields of a "bext" chunk (EBU Tech 3285): description, originator, originator_reference,
/// timestamp ("YYYY-MM-DD HH:MM:SS"), coding_history. Absent where empty.
MetadataFields parse_bext(std::string_view chunk);

/// The fields of a "cart" chunk (AES46): title, artist, timestamp, software, text.
MetadataFields parse_cart(std::string_view chunk);

/// The dates and the tool of an XMP packet, under their names ("xmp:CreateDate",
/// "exif:DateTimeOriginal", "xmp:CreatorTool", …).
MetadataFields parse_xmp(std::string_view packet);

/// The fields in the comment of an AudioMoth ("Recorded at 19:31:30 03/09/2024 (UTC+1) by AudioMoth
/// 24E144055E080032 at medium gain while battery was 4.3V and temperature was 18.7C."): timestamp,
/// serial, deployment, gain, battery_v, temperature_c. Empty for other comments.
MetadataFields parse_audiomoth_comment(std::string_view comment);

/// The lines of text ("File Time:  170804 21:51:20", "S/N:  50147", …) that a Pettersson D500X
/// writes instead of the first samples, and what is made of them: "timestamp" (YYYY-MM-DD HH:MM:SS,
/// local time) and "position" ("LAT LON" in degrees). Empty if `data` does not start with such
/// text.
MetadataFields parse_d500x(std::string_view data);

/// The elements of the XML file that a Batlogger writes beside a recording ("DateTime",
/// "GPS|Position", …), and "timestamp": DateTime as "YYYY-MM-DD HH:MM:SS". Empty for other XML.
MetadataFields parse_batlogger(std::string_view xml);

}  // namespace noctule
