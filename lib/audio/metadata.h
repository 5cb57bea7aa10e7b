// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "audio/guano.h"

namespace noctule {

/// What is known of a recording besides its samples. Absent fields are unknown.
struct RecordingMetadata {
  std::optional<std::string> recorded_at;  ///< ISO 8601, YYYY-MM-DD[THH:MM:SS[±HH:MM]]
  std::optional<std::string> equipment;
  std::optional<std::string> comments;
  std::optional<double> latitude, longitude;  ///< degrees, WGS 84
  /// What GUANO (`TE`) and WAMD say of time expansion, and GUANO's `Samplerate`; see
  /// find_time_expansion().
  std::optional<double> guano_time_expansion, wamd_time_expansion, guano_sample_rate_hz;
  std::optional<int> grts_cell;
  std::map<std::string, std::string> source;  ///< field name → "guano", "wamd", "file name", …
  MetadataFields guano, wamd;                 ///< everything those chunks said
};

/// Gathers a file's metadata; for each field the first of GUANO, WAMD and file name that has it.
/// `file_name` is what the recorder called it, where that is not the path's. Never throws on what
/// the file holds.
RecordingMetadata read_metadata(const std::filesystem::path& path, std::string_view file_name);
inline RecordingMetadata read_metadata(const std::filesystem::path& path) {
  return read_metadata(path, path.filename().string());
}

/// The same from texts already at hand; `file_name` without its folder.
RecordingMetadata merge_metadata(const MetadataFields& guano, const MetadataFields& wamd,
                                 std::string_view file_name);

/// The date in a recorder's file name as ISO 8601: YYYYMMDD_HHMMSS, YYYY-MM-DD_HH-MM-SS,
/// YYYYMMDD-HHMM, YYYYMMDD and their like. Only real dates from 1970 to 2099 count.
std::optional<std::string> date_in_file_name(std::string_view file_name);

/// "2024-04-16 02:24:48+1:00" and its like → "2024-04-16T02:24:48+01:00"; nothing where the text
/// does not start with a real date.
std::optional<std::string> normalise_timestamp(std::string_view text);

/// "LAT LON" or "LAT,LON" in degrees; nothing outside ±90 and ±180.
std::optional<std::pair<double, double>> parse_position(std::string_view text);

}  // namespace noctule
