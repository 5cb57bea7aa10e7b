// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>

#include "audio/excerpt.h"
#include "core/error.h"
#include "core/hash.h"
#include "core/json.h"
#include "http/context.h"
#include "http/json.h"
#include "http/list_stream.h"
#include "http/negotiation.h"
#include "pipeline/ingest.h"
#include "pipeline/managed_files.h"

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

/// Throws UsageError where the part is no number.
std::optional<double> form_number(const Request& request, const std::string& name) {
  const auto text = form_value(request, name);
  if (!text) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc() || end != text->data() + text->size())
    throw UsageError(name + " must be a number");
  return value;
}

bool form_flag(const Request& request, const std::string& name) {
  const std::string value = form_value(request, name).value_or("false");
  return value == "true" || value == "True" || value == "1" || value == "on";
}

/// The error of a received file, under the name that the client gave it.
std::string in_clients_words(std::string message, const FormPart& part) {
  const std::string ours = part.file->path().string();
  if (const size_t at = message.find(ours); at != std::string::npos)
    message.replace(at, ours.size(), part.file_name.empty() ? "audio_file" : part.file_name);
  return message;
}

const char* content_type(const fs::path& path) {
  char magic[4] = {};
  std::ifstream(path, std::ios::binary).read(magic, sizeof magic);
  const std::string_view start(magic, sizeof magic);
  if (start == "RIFF" || start == "RF64") return "audio/wav";
  if (start == "fLaC") return "audio/flac";
  if (start == "OggS") return "audio/ogg";
  if (start == "FORM") return "audio/aiff";
  return "application/octet-stream";
}

/// "bytes=a-b", "bytes=a-" or "bytes=-n" of a file; nothing for other texts, which are ignored.
struct ByteRange {
  uint64_t first, last;
};
std::optional<ByteRange> parse_range(const std::string& text, uint64_t size) {
  constexpr std::string_view kUnit = "bytes=";
  const size_t dash = text.find('-');
  if (!text.starts_with(kUnit) || dash == std::string::npos) return std::nullopt;
  const auto number = [](std::string_view digits) -> std::optional<uint64_t> {
    uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return value;
  };
  const std::string_view view(text);
  const std::string_view from = view.substr(kUnit.size(), dash - kUnit.size());
  const std::string_view to = view.substr(dash + 1);
  const auto first = number(from), last = number(to);
  if (from.empty() && last)
    return ByteRange{size - std::min(*last, size), size == 0 ? 0 : size - 1};
  if (!first || (!to.empty() && !last)) return std::nullopt;
  return ByteRange{*first, std::min(last.value_or(UINT64_MAX), size == 0 ? 0 : size - 1)};
}

/// A stretch of the recording, played slower: WAV.
Response expanded_excerpt(const Context& c, const Recording& recording) {
  constexpr int64_t kMostSamples = 1 << 24;  // 32 MB
  const int64_t expansion = c.number("time_expansion", 1);
  const int64_t start_ms = c.number("start_time", 0);
  const int64_t end_ms = c.number("end_time", static_cast<int64_t>(recording.duration_ms()) + 1);
  const auto rate = static_cast<double>(recording.sample_rate_hz);
  const double samples_per_ms = rate / 1000;
  if (expansion < 1 || expansion > 1000) throw UsageError("time_expansion must be from 1 to 1000");
  const double first = static_cast<double>(start_ms) * samples_per_ms;
  const double last = std::min(static_cast<double>(end_ms) * samples_per_ms,
                               static_cast<double>(recording.samples));
  if (first >= last) throw UsageError("start_time must be before end_time and the recording's end");
  if (last - first > kMostSamples)
    throw UsageError("The stretch is too long; ask for less than " +
                     std::to_string(static_cast<int64_t>(kMostSamples / samples_per_ms)) + " ms");
  return Response::text(
             200,
             excerpt_wave(*recording.path, static_cast<int64_t>(first),
                          static_cast<int64_t>(last - first),
                          static_cast<int>(std::lround(rate / static_cast<double>(expansion)))),
             "audio/wav")
      .with("Cache-Control", "private");
}

/// Registers a received file, which gets its place beside the store in the same transaction.
IngestResult add_upload(Store& store, TemporaryFile& file, const IngestOptions& options) {
  Recording recording = describe_file(file.path(), options);
  const std::string hash = recording.hash;
  file.sync();
  IngestResult result;
  try {
    store.transact([&] {
      const fs::path path = publish_managed_file(store, file, hash, "");
      recording.path = path.string();
      recording.file = file_state(path).value_or(recording.file);
      result = register_recording(store, path, std::move(recording), options);
    });
  } catch (...) {
    release_managed_file(store, hash, "");
    throw;
  }
  if (result.outcome == Ingested::kKnown) release_managed_file(store, hash, "");
  return result;
}

}  // namespace

Answer list_recordings_route(Context& c) {
  RecordingFilter filter;
  filter.user_id = c.token.user_id;
  filter.all = c.admin();
  filter.limit = c.limit();
  filter.offset = c.number("offset", 0);
  filter.search = c.text("search", "");
  filter.sort = c.text("sort", filter.sort);
  const bool with_status = c.text("include", "") == "status";
  const auto read_rows = [&services = c.services, filter, with_status, admin = c.admin()](
                             Store& store, const std::vector<Id>& ids) {
    std::vector<nlohmann::json> rows;
    for (const auto& [recording, spectrogram] : list_recordings(store, filter, ids)) {
      auto& row = rows.emplace_back(to_json(recording, spectrogram.created.has_value()));
      if (with_status)
        row["status"] = to_json(spectrogram, services.renders.computing(recording.id), admin);
    }
    return rows;
  };
  return list_response(c, list_recording_ids(c.store, filter), read_rows)
      .with("X-Total-Count", std::to_string(count_recordings(c.store, filter)));
}

Answer add_recording_route(Context& c) {
  const auto audio = c.request.form.find("audio_file");
  if (audio == c.request.form.end() || !audio->second.file)
    throw Refused(Response::error(422, "The part audio_file is missing"));
  IngestOptions options;
  options.owner = c.token.user_name;
  options.name = required(c.request, "name");
  options.recorded_date = required(c.request, "recorded_date");
  options.equipment = form_value(c.request, "equipment");
  options.comments = form_value(c.request, "comments");
  options.is_public = form_flag(c.request, "public");
  options.keep_own_date = form_flag(c.request, "keep_own_date");
  options.file_name = fs::path(audio->second.file_name).filename().string();
  IngestResult result;
  try {
    options.time_expansion = form_number(c.request, "time_expansion");
    options.validate();
    result = add_upload(c.store, *audio->second.file, options);
  } catch (const UsageError& error) {
    throw Refused(Response::error(422, error.what()));
  } catch (const RecordingError& error) {
    throw Refused(Response::error(422, in_clients_words(error.what(), audio->second)));
  }
  const bool added = result.outcome == Ingested::kAdded;
  return Response::json(
      200, {{"message", added ? "Recording added" : "Recording known already"}, {"id", result.id}});
}

Answer get_recording_route(Context& c) {
  const Recording recording = c.recording();
  auto spectrograms = nlohmann::json::array();
  for (const Spectrogram& s : spectrograms_of(c.store, recording.id)) {
    nlohmann::json object = to_json(s);
    object["parameters"] = nlohmann::json::parse(parameters_of(c.store, s.parameters_id));
    spectrograms.push_back(object);
  }
  nlohmann::json object = to_json(recording, !spectrograms.empty());
  object["metadata"] = parse_json(recording.metadata).value_or(nlohmann::json::object());
  object["spectrograms"] = spectrograms;
  object["status"] = to_json(spectrogram_status(c.store, recording.id),
                             c.services.renders.computing(recording.id), c.admin());
  return Response::json(200, object);
}

Answer delete_recording_route(Context& c) {
  const Recording recording = c.recording();
  if (!may_change(c.token, recording))
    throw Refused(Response::error(403, "Only its owner may delete a recording"));
  c.store.transact([&] { delete_recording(c.store, recording.id); });
  if (recording.path)
    release_managed_file(c.store, recording.hash, fs::path(*recording.path).extension().string());
  return Response::json(200, {{"message", "Recording deleted"}, {"id", recording.id}});
}

Answer get_audio_route(Context& c) {
  const Recording recording = c.recording();
  const auto state = recording.path ? file_state(*recording.path) : std::nullopt;
  if (!state || *state != recording.file) throw NotFoundError("The audio file is gone");
  for (const char* name : {"start_time", "end_time", "time_expansion"})
    if (c.request.query.contains(name)) return expanded_excerpt(c, recording);
  const auto size = static_cast<uint64_t>(state->size);
  const std::string etag = '"' + to_hex(recording.hash) + '"';
  Response response;
  response.headers = {{"ETag", etag}, {"Accept-Ranges", "bytes"}, {"Cache-Control", "private"}};
  if (client_has(c.request, etag)) {
    response.status = 304;
    return response;
  }
  response.headers.emplace_back("Content-Type", content_type(*recording.path));
  response.body = FileBody{*recording.path, 0, size};
  const auto header = c.request.header("Range");
  const bool wanted = header && range_still_holds(c.request, etag);
  const auto range = wanted ? parse_range(*header, size) : std::nullopt;
  if (!range) return response;
  if (range->first > range->last || range->first >= size)
    return Response::error(416, "The range lies outside the file")
        .with("Content-Range", "bytes */" + std::to_string(size));
  response.status = 206;
  response.headers.emplace_back("Content-Range", "bytes " + std::to_string(range->first) + "-" +
                                                     std::to_string(range->last) + "/" +
                                                     std::to_string(size));
  response.body = FileBody{*recording.path, range->first, range->last - range->first + 1};
  return response;
}

}  // namespace noctule
