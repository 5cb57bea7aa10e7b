// SPDX-License-Identifier: GPL-3.0-or-later
#include "audio/metadata_sources.h"

#include <regex>

#include "audio/header_metadata.h"
#include "audio/nabat.h"
#include "core/number.h"
#include "core/text.h"
#include "core/timestamp.h"

namespace noctule {
namespace {

/// Sets fields from one source unless an earlier source set them, and records the source.
class SourceMerger {
 public:
  SourceMerger(RecordingMetadata& metadata, const char* source)
      : metadata_(metadata), source_(source) {}

  template <class T>
  void take(const char* name, std::optional<T>& field, const std::optional<T>& value) {
    if (field || !value) return;
    field = value;
    metadata_.source[name] = source_;
  }

  void take_position(const Position& position) {
    if (!position || metadata_.latitude) return;
    metadata_.latitude = position->first;
    metadata_.longitude = position->second;
    metadata_.source["location"] = source_;
  }

  void take_detail(const char* name, const std::optional<std::string>& value) {
    if (value && metadata_.details.try_emplace(name, *value).second)
      metadata_.source[name] = source_;
  }

  /// Details whose value is a number with an optional unit ("12.3C").
  void take_number(const char* name, const std::optional<std::string>& value) {
    static const std::regex pattern("\\s*\\+?(-?\\d+(?:\\.\\d+)?).{0,20}");
    std::smatch match;
    if (value && value->size() < 40 && std::regex_match(*value, match, pattern))
      take_detail(name, match[1].str());
  }

 private:
  RecordingMetadata& metadata_;
  const char* source_;
};

std::optional<std::string> join_with_space(const std::optional<std::string>& a,
                                           const std::optional<std::string>& b) {
  if (!a || !b) return a ? a : b;
  return *a + " " + *b;
}

std::optional<std::string> normalised(const std::optional<std::string>& text) {
  return text ? normalise_timestamp(*text) : std::nullopt;
}

std::optional<double> number(const std::optional<std::string>& text) {
  return text ? to_number(*text) : std::nullopt;
}

std::optional<double> expansion(const std::optional<std::string>& text) {
  const auto value = number(text);
  return value && *value > 0 ? value : std::nullopt;
}

}  // namespace

std::optional<double> to_number(std::string_view text) {
  text = trimmed(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  return parse_number<double>(text);
}

std::optional<std::string> find_field(const MetadataFields& fields, std::string_view key) {
  const auto it = fields.find(key);
  if (it == fields.end() || it->second.empty()) return std::nullopt;
  return it->second;
}

Position position_in(const std::optional<std::string>& text) {
  return text ? parse_position(*text) : std::nullopt;
}

Position wamd_position_in(const std::optional<std::string>& text) {
  static const std::regex pattern(
      "WGS84\\s*,\\s*(-?[0-9.]+)\\s*,?\\s*([NS])?\\s*,\\s*(-?[0-9.]+)\\s*,?\\s*([EW])?.*");
  if (!text) return std::nullopt;
  std::smatch match;
  if (text->size() > 128 || !std::regex_match(*text, match, pattern)) return std::nullopt;
  return parse_position((match[2] == "S" ? "-" : "") + match[1].str() + " " +
                        (match[4] == "W" ? "-" : "") + match[3].str());
}

void take_guano(RecordingMetadata& metadata, const MetadataFields& guano) {
  SourceMerger from(metadata, "guano");
  const NabatFields nabat = nabat_fields(guano);
  from.take("recorded_date", metadata.recorded_at, normalised(find_field(guano, "Timestamp")));
  from.take("equipment", metadata.equipment,
            join_with_space(find_field(guano, "Make"), find_field(guano, "Model")));
  from.take("comments", metadata.comments, find_field(guano, "Note"));
  metadata.guano_time_expansion = expansion(find_field(guano, "TE"));
  if (find_field(guano, "TE") && !metadata.guano_time_expansion)
    metadata.warnings.push_back(
        "its GUANO field TE is not a positive number: ignored; set --time-expansion if it is "
        "time-expanded");
  metadata.guano_sample_rate_hz = number(find_field(guano, "Samplerate"));
  from.take("grts_cell", metadata.grts_cell, nabat.grts_cell);
  from.take_position(position_in(find_field(guano, "Loc Position")));
  from.take_position(nabat.position);
  from.take_detail("site", nabat.site);
  from.take_detail("serial", find_field(guano, "Serial"));
  from.take_detail("firmware", find_field(guano, "Firmware Version"));
  from.take_detail("original_name", find_field(guano, "Original Filename"));
  from.take_detail("species_auto", find_field(guano, "Species Auto ID"));
  from.take_detail("species_manual", find_field(guano, "Species Manual ID"));
  from.take_number("temperature_c", find_field(guano, "Temperature Int"));
  from.take_number("temperature_external_c", find_field(guano, "Temperature Ext"));
  from.take_number("humidity_percent", find_field(guano, "Humidity"));
  from.take_number("elevation_m", find_field(guano, "Loc Elevation"));
  from.take_number("battery_v", find_field(guano, "OAD|Battery Voltage"));
}

void take_wamd(RecordingMetadata& metadata, const MetadataFields& wamd) {
  SourceMerger from(metadata, "wamd");
  from.take("recorded_date", metadata.recorded_at, normalised(find_field(wamd, "timestamp")));
  from.take("equipment", metadata.equipment, find_field(wamd, "model"));
  from.take("comments", metadata.comments, find_field(wamd, "notes"));
  metadata.wamd_time_expansion = expansion(find_field(wamd, "time_expansion"));
  from.take_position(wamd_position_in(find_field(wamd, "gps_first")));
  from.take_position(wamd_position_in(find_field(wamd, "gps_last")));
  from.take_detail("serial", find_field(wamd, "serial"));
  from.take_detail("firmware", find_field(wamd, "firmware"));
  from.take_detail("software", find_field(wamd, "software"));
  from.take_detail("microphone", find_field(wamd, "microphone"));
  from.take_detail("sensitivity", find_field(wamd, "sensitivity"));
  from.take_detail("species_auto", find_field(wamd, "auto_id"));
  from.take_detail("species_manual", find_field(wamd, "manual_id"));
  from.take_number("temperature_c", find_field(wamd, "temperature_internal"));
  from.take_number("temperature_external_c", find_field(wamd, "temperature_external"));
  from.take_number("humidity_percent", find_field(wamd, "humidity"));
}

void take_info(RecordingMetadata& metadata, const MetadataFields& info) {
  const auto comment = find_field(info, "ICMT"), artist = find_field(info, "IART");
  const MetadataFields moth = parse_audiomoth_comment(comment.value_or(""));
  SourceMerger from(metadata, "icmt");
  from.take("recorded_date", metadata.recorded_at, normalised(find_field(moth, "timestamp")));
  for (const char* detail : {"serial", "deployment", "gain", "battery_v", "temperature_c"})
    from.take_detail(detail, find_field(moth, detail));
  if (artist && artist->starts_with("AudioMoth")) {
    SourceMerger from_artist(metadata, "iart");
    from_artist.take("equipment", metadata.equipment, artist);
    if (const size_t gap = artist->find(' '); gap != std::string::npos)
      from_artist.take_detail("serial", artist->substr(gap + 1));
  }
  if (moth.empty())
    from.take("comments", metadata.comments, comment);
  else
    from.take("equipment", metadata.equipment, std::optional<std::string>("AudioMoth"));
  SourceMerger(metadata, "icrd")
      .take("recorded_date", metadata.recorded_at, normalised(find_field(info, "ICRD")));
}

void take_d500x(RecordingMetadata& metadata, const MetadataFields& text) {
  if (text.empty()) return;
  SourceMerger from(metadata, "d500x");
  from.take("recorded_date", metadata.recorded_at, normalised(find_field(text, "timestamp")));
  from.take("equipment", metadata.equipment, std::optional<std::string>("Pettersson D500X"));
  from.take_position(position_in(find_field(text, "position")));
  from.take_detail("serial", find_field(text, "S/N"));
  from.take_detail("firmware", find_field(text, "FW Version"));
  from.take_detail("time_zone", find_field(text, "TIMEZONE"));
}

void take_headers(RecordingMetadata& metadata, const MetadataSources& all) {
  take_info(metadata, all.info);
  SourceMerger bext(metadata, "bext");
  bext.take("recorded_date", metadata.recorded_at, normalised(find_field(all.bext, "timestamp")));
  bext.take("equipment", metadata.equipment, find_field(all.bext, "originator"));
  bext.take("comments", metadata.comments, find_field(all.bext, "description"));
  SourceMerger cart(metadata, "cart");
  cart.take("recorded_date", metadata.recorded_at, normalised(find_field(all.cart, "timestamp")));
  cart.take("comments", metadata.comments, find_field(all.cart, "title"));
  cart.take_detail("software", find_field(all.cart, "software"));
  SourceMerger xmp(metadata, "xmp");
  for (const char* date : {"exif:DateTimeOriginal", "xmpDM:shotDate", "xmp:CreateDate"})
    xmp.take("recorded_date", metadata.recorded_at, normalised(find_field(all.xmp, date)));
  xmp.take_detail("software", find_field(all.xmp, "xmp:CreatorTool"));
  take_d500x(metadata, all.d500x);
}

void take_batlogger(RecordingMetadata& metadata, const MetadataFields& xml) {
  if (xml.empty()) return;
  SourceMerger from(metadata, "batlogger");
  from.take("recorded_date", metadata.recorded_at, normalised(find_field(xml, "timestamp")));
  from.take("equipment", metadata.equipment,
            join_with_space(std::string("Batlogger"), find_field(xml, "Model")));
  const std::string valid = find_field(xml, "GPS|Valid").value_or("yes");
  if (valid != "never" && valid != "no") {
    from.take_position(position_in(find_field(xml, "GPS|Position")));
    from.take_number("elevation_m", find_field(xml, "GPS|Altitude"));
  }
  from.take_detail("serial", find_field(xml, "SN"));
  from.take_detail("firmware", find_field(xml, "Firmware"));
  from.take_detail("gain", find_field(xml, "Gain"));
  from.take_number("temperature_c", find_field(xml, "Temperature"));
  from.take_number("humidity_percent", find_field(xml, "Humidity"));
  from.take_number("battery_v", find_field(xml, "BattVoltage"));
}

void take_file_name(RecordingMetadata& metadata, std::string_view file_name) {
  SourceMerger from(metadata, "file name");
  const NabatFields nabat = nabat_fields_in_name(file_name);
  from.take("recorded_date", metadata.recorded_at, date_in_file_name(file_name));
  from.take("grts_cell", metadata.grts_cell, nabat.grts_cell);
  from.take_detail("site", nabat.site);
}

}  // namespace noctule
