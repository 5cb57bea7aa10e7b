// SPDX-License-Identifier: GPL-3.0-or-later
#include "audio/metadata.h"

#include <cmath>
#include <regex>

#include "audio/timestamp.h"
#include "audio/wave_chunks.h"
#include "core/number.h"
#include "core/text.h"

namespace noctule {
namespace {

std::optional<double> to_number(std::string_view text) {
  text = trimmed(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  return parse_number<double>(text);
}

std::optional<std::string> find(const MetadataFields& fields, std::string_view key) {
  const auto it = fields.find(key);
  if (it == fields.end() || it->second.empty()) return std::nullopt;
  return it->second;
}

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

  void take_position(const std::optional<std::string>& text) {
    const auto position = text ? parse_position(*text) : std::nullopt;
    if (!position || metadata_.latitude) return;
    metadata_.latitude = position->first;
    metadata_.longitude = position->second;
    metadata_.source["location"] = source_;
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

/// "WGS84,51.5,N,1.25,W", "WGS84, 51.5N, 1.25W" and "WGS84,51.5,-1.25,80" → "51.5 -1.25".
std::optional<std::string> wamd_position(const std::optional<std::string>& text) {
  static const std::regex pattern(
      "WGS84\\s*,\\s*(-?[0-9.]+)\\s*,?\\s*([NS])?\\s*,\\s*(-?[0-9.]+)\\s*,?\\s*([EW])?.*");
  if (!text) return std::nullopt;
  std::smatch match;
  if (text->size() > 128 || !std::regex_match(*text, match, pattern)) return std::nullopt;
  return (match[2] == "S" ? "-" : "") + match[1].str() + " " + (match[4] == "W" ? "-" : "") +
         match[3].str();
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

std::optional<int> grts_cell(const std::optional<std::string>& text) {
  const auto value = number(text);
  if (!value || *value < 0 || *value > 1e9) return std::nullopt;
  return static_cast<int>(*value);
}

}  // namespace

std::optional<std::pair<double, double>> parse_position(std::string_view text) {
  const size_t gap = text.find_first_of(", ", text.find_first_not_of(' '));
  if (gap == std::string_view::npos) return std::nullopt;
  const size_t second = text.find_first_not_of(", ", gap);
  if (second == std::string_view::npos) return std::nullopt;
  const auto latitude = to_number(text.substr(0, gap)), longitude = to_number(text.substr(second));
  if (!latitude || !longitude || std::abs(*latitude) > 90 || std::abs(*longitude) > 180)
    return std::nullopt;
  return std::pair(*latitude, *longitude);
}

RecordingMetadata merge_metadata(const MetadataFields& guano, const MetadataFields& wamd,
                                 std::string_view file_name) {
  RecordingMetadata metadata;
  metadata.guano = guano;
  metadata.wamd = wamd;

  SourceMerger from_guano(metadata, "guano");
  from_guano.take("recorded_date", metadata.recorded_at, normalised(find(guano, "Timestamp")));
  from_guano.take("equipment", metadata.equipment,
                  join_with_space(find(guano, "Make"), find(guano, "Model")));
  from_guano.take("comments", metadata.comments, find(guano, "Note"));
  metadata.guano_time_expansion = expansion(find(guano, "TE"));
  metadata.guano_sample_rate_hz = number(find(guano, "Samplerate"));
  from_guano.take("grts_cell", metadata.grts_cell,
                  grts_cell(find(guano, "NABat|Grid Cell GRTS ID")));
  from_guano.take_position(find(guano, "Loc Position"));

  SourceMerger from_wamd(metadata, "wamd");
  from_wamd.take("recorded_date", metadata.recorded_at, normalised(find(wamd, "timestamp")));
  from_wamd.take("equipment", metadata.equipment, find(wamd, "model"));
  from_wamd.take("comments", metadata.comments, find(wamd, "notes"));
  metadata.wamd_time_expansion = expansion(find(wamd, "time_expansion"));
  from_wamd.take_position(wamd_position(find(wamd, "gps_first")));

  SourceMerger(metadata, "file name")
      .take("recorded_date", metadata.recorded_at, date_in_file_name(file_name));
  return metadata;
}

RecordingMetadata read_metadata(const InputFile& file, std::string_view file_name) {
  const WaveChunks chunks = read_wave_chunks(file);
  return merge_metadata(parse_guano(chunks.guano), parse_wamd(chunks.wamd), file_name);
}

}  // namespace noctule
