// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/json.h"

#include <algorithm>
#include <filesystem>

#include "core/error.h"
#include "core/json.h"
#include "http/error_response.h"
#include "http/json_values.h"
#include "pipeline/describe.h"

namespace noctule {
namespace {

std::string recording_url(Id id) { return "/api/v1/recording/" + std::to_string(id); }

/// Maps a column of the compressed image to the column of the full image.
int64_t full_column(const std::vector<ColumnRange>& segments, int64_t column, bool end) {
  for (const ColumnRange& segment : segments) {
    if (column < segment.width() + end) return segment.start + column;
    column -= segment.width();
  }
  return segments.empty() ? column : segments.back().stop;
}

}  // namespace

nlohmann::json to_json(const Recording& r, bool has_spectrogram) {
  return {
      {"id", r.id},
      {"created", r.created},
      {"modified", r.modified},
      {"name", r.name},
      {"audio_file", r.path ? std::filesystem::path(*r.path).filename().string() : r.name},
      {"audio_file_presigned_url", recording_url(r.id) + "/audio"},
      {"owner_id", r.owner_id},
      {"owner_username", r.owner_name},
      {"recorded_date", or_null(r.recorded_at)},
      {"equipment", or_null(r.equipment)},
      {"comments", or_null(r.comments)},
      {"recording_location", location_json(r.latitude, r.longitude)},
      {"grts_cell_id", or_null(r.grts_cell)},
      {"grts_cell", or_null(r.grts_cell)},
      {"public", r.is_public},
      {"duration", r.duration_ms()},
      {"sample_rate", r.sample_rate_hz},
      {"hasSpectrogram", has_spectrogram},
  };
}

nlohmann::json to_json(const SpectrogramStatus& s, bool computing, bool admin) {
  auto reason = s.failure;
  if (reason && !admin) reason = without_folders(*reason);
  const char* state = computing || s.claimed || s.queued ? "computing"
                      : s.created                        ? "computed"
                      : s.failure                        ? "failed"
                                                         : "not computed";
  return {{"state", state}, {"created", or_null(s.created)}, {"reason", or_null(reason)}};
}

nlohmann::json to_json(const Species& s) {
  return {{"id", s.id},
          {"species_code", s.code},
          {"family", s.family},
          {"genus", s.genus},
          {"species", s.species},
          {"common_name", s.common_name},
          {"species_code_6", s.code_6},
          {"category", s.category}};
}

namespace {

nlohmann::json to_json(const std::vector<Species>& all) {
  auto array = nlohmann::json::array();
  for (const Species& species : all) array.push_back(to_json(species));
  return array;
}

}  // namespace

nlohmann::json to_json(const Annotation& a) {
  return {{"id", a.id},
          {"start_time", a.start_time_ms},
          {"end_time", a.end_time_ms},
          {"low_freq", a.low_hz},
          {"high_freq", a.high_hz},
          {"species", to_json(a.species)},
          {"comments", a.comments},
          {"version", a.version}};
}

nlohmann::json to_json(const Annotation& a, Id caller) {
  nlohmann::json json = to_json(a);
  json["author"] = a.author;
  json["editable"] = a.owner_id == caller;
  return json;
}

nlohmann::json to_json(const Identification& i) {
  return {{"species", to_json(i.species)},
          {"kind", i.kind ? nlohmann::json(to_text(*i.kind)) : nlohmann::json()},
          {"confidence", or_null(i.confidence)},
          {"reviewed", i.reviewed},
          {"comments", i.comments},
          {"version", i.version},
          {"modified", i.version > 0 ? nlohmann::json(i.modified) : nlohmann::json()}};
}

nlohmann::json to_json(const Spectrogram& s) {
  return {{"id", s.id},
          {"recording", s.recording_id},
          {"width", s.width},
          {"height", s.height},
          {"duration", s.duration_ms},
          {"frequency_min", s.low_hz},
          {"frequency_max", s.high_hz},
          {"created", s.created},
          {"modified", s.created},  // a spectrogram that is drawn again is a new one
          {"bytes", s.bytes}};
}

nlohmann::json tiles_json(Store& store, const ServedImages& served) {
  auto tiles = nlohmann::json::array();
  const ImageSet images = served.images(store);
  const auto segments = served.segments(store);
  const auto ms_of = [&](int64_t column, bool end) {
    return served.spectrogram.column_ms(
        served.variant == Variant::kFull ? column : full_column(segments, column, end));
  };
  int64_t column = 0;
  for (int tile = 1; tile <= images.tiles(); ++tile) {
    const int width = images.widths[*images.number_of_tile(tile)];
    tiles.push_back({{"url", served.tiles_url + std::to_string(tile) + served.tiles_query},
                     {"start_time", ms_of(column, false)},
                     {"end_time", ms_of(column + width, true)},
                     {"width", width}});
    column += width;
  }
  return tiles;
}

std::vector<Id> ids_of_array(const nlohmann::json& array, const std::string& name, size_t max) {
  const auto is_id = [](const nlohmann::json& id) { return id.is_number_integer(); };
  if (!array.is_array() || !std::all_of(array.begin(), array.end(), is_id))
    throw UsageError(name + " must be an array of numbers");
  if (array.size() > max)
    throw Refused(
        Response::error(413, name + " has more than " + std::to_string(max) + " entries"));
  auto ids = array.get<std::vector<Id>>();
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

void read_annotation(const nlohmann::json& body, Annotation& annotation) {
  const auto take = [&](const char* name, double& field) {
    const auto it = body.find(name);
    if (it != body.end()) field = number_of(name, *it);
  };
  take("start_time", annotation.start_time_ms);
  take("end_time", annotation.end_time_ms);
  take("low_freq", annotation.low_hz);
  take("high_freq", annotation.high_hz);
  if (const auto* comments = find_value(body, "comments"))
    annotation.comments = string_of("comments", *comments);
  if (annotation.start_time_ms < 0 || annotation.start_time_ms > annotation.end_time_ms)
    throw UsageError("start_time must be from 0 to end_time");
  if (annotation.low_hz < 0 || annotation.low_hz > annotation.high_hz)
    throw UsageError("low_freq must be from 0 to high_freq");
  constexpr double kMax = 1e12;  // far enough below infinity to be rescaled
  if (annotation.end_time_ms > kMax || annotation.high_hz > kMax)
    throw UsageError("end_time and high_freq must be at most 1e12");
}

}  // namespace noctule
