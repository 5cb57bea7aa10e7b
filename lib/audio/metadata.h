// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audio/metadata_fields.h"
#include "core/input_file.h"

namespace noctule {

/// The fields of everything that describes a recording; empty where there is none of it.
struct MetadataSources {
  MetadataFields guano, wamd, info, bext, cart, xmp;
  MetadataFields d500x;      ///< text in place of the first samples
  MetadataFields batlogger;  ///< the XML file beside the recording
};

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
  /// What has no field above: site, serial, firmware, gain, temperature_c, battery_v, …
  std::map<std::string, std::string> details;
  /// Name of a field or detail → "guano", "wamd", "icmt", "bext", "file name", …
  std::map<std::string, std::string> source;
  std::vector<std::string> warnings;
  MetadataSources all;
};

/// Reads a file's metadata; each field comes from the first of GUANO, WAMD, the header's chunks
/// (INFO, bext, cart, XMP, D500X), a Batlogger's XML file beside it and the file name that has it.
/// `file_name` is the name given by the recorder. Never throws because of the file's contents.
RecordingMetadata read_metadata(const InputFile& file, std::string_view file_name);

/// The same from parsed fields; `file_name` without its folder.
RecordingMetadata merge_metadata(MetadataSources sources, std::string_view file_name);

/// GUANO's `Length` in milliseconds: it is in seconds, but some programs write milliseconds, which
/// `duration_ms` tells. nullopt if there is none.
std::optional<double> guano_length_ms(const MetadataFields& guano, double duration_ms);

/// "LAT LON" or "LAT,LON" in degrees; nullopt outside ±90 and ±180.
std::optional<std::pair<double, double>> parse_position(std::string_view text);

}  // namespace noctule
