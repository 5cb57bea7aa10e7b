// SPDX-License-Identifier: GPL-3.0-or-later
#include <optional>
#include <type_traits>
#include <utility>

#include "core/error.h"
#include "core/hash.h"
#include "core/json.h"
#include "core/number.h"
#include "core/text.h"
#include "http/byte_range.h"
#include "http/context.h"
#include "http/json.h"
#include "http/negotiation.h"
#include "http/recording_query.h"
#include "http/stream.h"
#include "pipeline/recording_audio.h"
#include "pipeline/removal.h"
#include "pipeline/stored.h"
#include "pipeline/upload.h"

namespace noctule {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> form_value(const Request& request, const std::string& name) {
  const auto part = request.form.find(name);
  if (part == request.form.end() || part->second.value.empty()) return std::nullopt;
  return part->second.value;
}

std::string required(const Request& request, const std::string& name) {
  auto value = form_value(request, name);
  if (!value) throw Refused(Response::error(422, "The part " + name + " is missing"));
  return *value;
}

/// Throws UsageError where the part is not a number.
template <class Number>
std::optional<Number> form_number(const Request& request, const std::string& name) {
  const auto text = form_value(request, name);
  if (!text) return std::nullopt;
  const auto number = parse_number<Number>(*text);
  if (!number)
    throw UsageError(
        name + (std::is_integral_v<Number> ? " must be a whole number" : " must be a number"));
  return number;
}

/// Throws UsageError where the parts are not two numbers.
std::optional<std::pair<double, double>> form_position(const Request& request) {
  const auto latitude = form_number<double>(request, "latitude");
  const auto longitude = form_number<double>(request, "longitude");
  if (!latitude && !longitude) return std::nullopt;
  if (!latitude || !longitude) throw UsageError("latitude and longitude must be given together");
  return std::pair(*latitude, *longitude);
}

/// Throws UsageError where the part is neither true nor false.
bool form_flag(const Request& request, const std::string& name) {
  const std::string value = lower_case(form_value(request, name).value_or("false"));
  for (const char* yes : {"true", "1", "on", "yes"})
    if (value == yes) return true;
  for (const char* no : {"false", "0", "off", "no"})
    if (value == no) return false;
  throw UsageError(name + " must be true or false");
}

/// The message with the temporary file's path replaced by the client's file name.
std::string with_client_name(std::string message, const FormPart& part) {
  const std::string ours = part.file->path().string();
  if (const size_t at = message.find(ours); at != std::string::npos)
    message.replace(at, ours.size(), part.file_name.empty() ? "audio_file" : part.file_name);
  return message;
}

}  // namespace

namespace {

/// Fields of the list beyond those of the origin.
struct ListedFields {
  std::set<std::string> names;
  Id user_id = 0;
  bool admin = false;

  bool has(const char* name) const { return names.contains(name); }

  void add(nlohmann::json& row, const ListedRecording& listed, const Services& services) const {
    const Recording& r = listed.recording;
    if (has("status"))
      row["status"] = to_json(listed.spectrogram, services.renders.computing(r.id), admin);
    if (has("site")) row["site"] = or_null(r.site);
    if (has("night")) row["night"] = or_null(r.night);
    if (has("verdict"))
      row["verdict"] = listed.verdict ? nlohmann::json(to_text(*listed.verdict)) : nullptr;
    if (has("calls")) row["calls"] = listed.verdict ? nlohmann::json(listed.calls) : nullptr;
    if (has("peak_freq")) row["peak_freq"] = or_null(listed.peak_hz);
    if (has("vetted")) row["vetted"] = listed.vetted;
  }

  /// The user's identification of each row; empty where there is none.
  void add_identifications(Store& store, const std::vector<Id>& ids,
                           std::vector<nlohmann::json>& rows) const {
    if (!has("identification")) return;
    const auto all = identifications_of(store, ids, user_id);
    for (nlohmann::json& row : rows) {
      const auto found = all.find(row["id"].get<Id>());
      row["identification"] = to_json(found == all.end() ? Identification() : found->second);
    }
  }
};

}  // namespace

Reply list_recordings_route(Context& c) {
  const RecordingFilter filter = read_recording_filter(c);
  const ListedFields fields{read_included(c, {"status", "site", "night", "verdict", "calls",
                                              "peak_freq", "vetted", "identification"}),
                            c.token.user_id, c.admin()};
  const auto read_rows = [&services = c.services, filter, fields](Store& store,
                                                                  const std::vector<Id>& ids) {
    std::vector<nlohmann::json> rows;
    for (const ListedRecording& listed : list_recordings(store, filter, ids))
      fields.add(
          rows.emplace_back(to_json(listed.recording, listed.spectrogram.created.has_value())),
          listed, services);
    fields.add_identifications(store, ids, rows);
    return rows;
  };
  RecordingPage page = find_recordings(c.store, filter);
  return list_response(c, std::move(page.ids), read_rows)
      .with("X-Total-Count", std::to_string(page.total));
}

Reply add_recording_route(Context& c) {
  const auto audio = c.request.form.find("audio_file");
  if (audio == c.request.form.end() || !audio->second.file)
    throw Refused(Response::error(422, "The part audio_file is missing"));
  IngestOptions options;
  options.given_by = "request";
  options.owner = c.token.user_name;
  options.name = required(c.request, "name");
  options.recorded_date = required(c.request, "recorded_date");
  options.equipment = form_value(c.request, "equipment");
  options.comments = form_value(c.request, "comments");
  options.is_public = form_flag(c.request, "public") || form_flag(c.request, "publicVal");
  options.keep_own_date = form_flag(c.request, "keep_own_date");
  options.file_name = fs::path(audio->second.file_name).filename().string();
  IngestResult result;
  try {
    options.time_expansion = form_number<double>(c.request, "time_expansion");
    options.location = form_position(c.request);
    options.grts_cell = form_number<int64_t>(c.request, "gridCellId");
    options.validate();
    result = add_upload(c.store, *audio->second.file, options);
  } catch (const UsageError& error) {
    throw Refused(Response::error(422, error.what()));
  } catch (const RecordingError& error) {
    throw Refused(Response::error(422, with_client_name(error.what(), audio->second)));
  }
  const bool added = result.outcome == Ingested::kAdded;
  return Response::json(
      200, {{"message", added ? "Recording added" : "Recording already known"}, {"id", result.id}});
}

Reply get_recording_route(Context& c) {
  const Recording recording = c.recording();
  auto spectrograms = nlohmann::json::array();
  for (const Spectrogram& s : spectrograms_of(c.store, recording.id)) {
    nlohmann::json object = to_json(s);
    object["parameters"] = nlohmann::json::parse(parameters_of(c.store, s.parameters_id));
    spectrograms.push_back(object);
  }
  const auto status = spectrogram_status(c.store, recording.id, default_render_key(c.store));
  nlohmann::json object = to_json(recording, status.created.has_value());
  object["time_expansion"] = recording.time_expansion;
  object["site"] = or_null(recording.site);
  object["night"] = or_null(recording.night);
  object["metadata"] = parse_json(recording.metadata).value_or(nlohmann::json::object());
  object["spectrograms"] = spectrograms;
  object["status"] = to_json(status, c.services.renders.computing(recording.id), c.admin());
  return Response::json(200, object);
}

Reply delete_recording_route(Context& c) {
  const Recording recording = c.recording();
  if (!may_change(c.token, recording))
    throw Refused(Response::error(403, "Only its owner may delete a recording"));
  if (!remove_recording(c.store, recording)) throw NotFoundError("Recording not found");
  return Response::json(200, {{"message", "Recording deleted"}, {"id", recording.id}});
}

namespace {

bool asks_for_excerpt(const Request& request) {
  return request.query.contains("start_time") || request.query.contains("end_time") ||
         request.query.contains("time_expansion") || request.query.contains("heterodyne");
}

Response excerpt_response(const Context& c, const Recording& recording) {
  ExcerptOptions options;
  options.start_ms = c.number("start_time", 0);
  if (c.request.query.contains("end_time")) options.end_ms = c.number("end_time", 0);
  options.time_expansion = c.number("time_expansion", 1);
  if (const auto tone = c.request.query.find("heterodyne"); tone != c.request.query.end()) {
    options.heterodyne_hz = parse_number<double>(tone->second);
    if (!options.heterodyne_hz) throw UsageError("heterodyne must be a frequency in Hz");
  }
  const AudioStream excerpt = audio_excerpt(recording, options);
  const auto next = [excerpt](Store&) {
    std::string bytes = excerpt.read();
    const bool last = bytes.empty();
    return StreamBody::Piece{std::move(bytes), last, false};
  };
  Response response;
  response.headers = {{"Content-Type", "audio/wav"}, {"Cache-Control", "private"}};
  StreamBody body = stream_body(c, next(c.store), next);
  body.size = excerpt.size;
  response.body = std::move(body);
  return response;
}

/// The part of the file that a Range header asks for: 206 or 416.
Response partial_response(Response response, const AudioFile& file, const ByteRange& range) {
  const std::string size = std::to_string(file.size);
  if (!range.lies_in(file.size))
    return Response::error(416, "The range lies outside the file")
        .with("Content-Range", "bytes */" + size);
  response.status = 206;
  response.headers.emplace_back("Content-Range", "bytes " + std::to_string(range.first) + "-" +
                                                     std::to_string(range.last) + "/" + size);
  response.body = FileBody{file.path, range.first, range.size()};
  return response;
}

}  // namespace

Reply get_audio_route(Context& c) {
  const Recording recording = c.recording();
  const AudioFile file = audio_file(recording);
  if (asks_for_excerpt(c.request)) return excerpt_response(c, recording);
  const std::string etag = '"' + to_hex(recording.hash) + '"';
  Response response;
  response.headers = {{"ETag", etag}, {"Accept-Ranges", "bytes"}, {"Cache-Control", "private"}};
  if (client_has(c.request, etag)) {
    response.status = 304;
    return response;
  }
  response.headers.emplace_back("Content-Type", file.media_type);
  const auto header = c.request.header("Range");
  if (header && range_still_holds(c.request, etag))
    if (const auto range = parse_range(*header, file.size))
      return partial_response(std::move(response), file, *range);
  response.body = FileBody{file.path, 0, file.size};
  return response;
}

}  // namespace noctule
