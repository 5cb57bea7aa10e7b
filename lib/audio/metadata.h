// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "audio/guano.h"
#include "core/input_file.h"

namespace noctule {

/// Metadata of a recording. Absent fields are unknown.
struct RecordingMetadata {
  std::optional<std::string> recorded_at;  ///< ISO 8601, see timestamp.h
  std::optional<std::string> equipment;
  std::optional<std::string> comments;
  std::optional<double> latitude, longitude;  ///< degrees, WGS 84
  /// Time expansion according to GUANO (`TE`) and WAMD, and GUANO's `Samplerate`; see
  /// find_time_expansion().
  std::optional<double> guano_time_expansion, wamd_time_expansion, guano_sample_rate_hz;
  std::optional<int> grts_cell;
  std::map<std::string, std::string> source;  ///< field name → "guano", "wamd", "file name", …
  MetadataFields guano, wamd;                 ///< all fields of those chunks
};

/// Reads a file's metadata; each field comes from the first of GUANO, WAMD and file name that has
/// it. `file_name` is the name given by the recorder. Never throws because of the file's contents.
RecordingMetadata read_metadata(const InputFile& file, std::string_view file_name);

/// The same from parsed fields; `file_name` without its folder.
RecordingMetadata merge_metadata(const MetadataFields& guano, const MetadataFields& wamd,
                                 std::string_view file_name);

/// "LAT LON" or "LAT,LON" in degrees; nullopt outside ±90 and ±180.
std::optional<std::pair<double, double>> parse_position(std::string_view text);

}  // namespace noctule
