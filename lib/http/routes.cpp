// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/routes.h"

#include <set>
#include <string>
#include <utility>

#include "core/number.h"

namespace noctule {
namespace {

template <RunsOn kThreads>
RunsOn on(const Request&) {
  return kThreads;
}

constexpr Scope R = Scope::kRead, W = Scope::kWrite, A = Scope::kAdmin;
constexpr auto inline_ = on<RunsOn::kEventLoop>, reading = on<RunsOn::kReaders>,
               uploading = on<RunsOn::kUploaders>, writing = on<RunsOn::kWriters>;

constexpr Route kRoutes[] = {
    {"GET", "/recording", R, reading, list_recordings_route},
    {"POST", "/recording", W, uploading, add_recording_route, BodyKind::kForm},
    {"GET", "/nights", R, reading, list_nights_route},
    {"GET", "/night", R, reading, get_night_route},
    {"GET", "/recording/{}", R, reading, get_recording_route},
    {"PATCH", "/recording/{}", W, writing, change_recording_route, BodyKind::kJson},
    {"DELETE", "/recording/{}", W, writing, delete_recording_route},
    {"GET", "/recording/{}/audio", R, reading, get_audio_route},
    {"GET", "/recording/{}/detail", R, reading, get_detail_route},
    {"GET", "/recording/{}/spectrogram", R, image_runs_on, get_spectrogram_route},
    {"GET", "/recording/{}/spectrogram/tiles/{}", R, tile_runs_on, get_tile_route},
    {"GET", "/recording/{}/spectrogram/compressed", R, image_runs_on, get_compressed_route},
    {"GET", "/recording/{}/spectrogram/compressed/tiles/{}", R, tile_runs_on,
     get_compressed_tile_route},
    {"GET", "/recording/{}/calls", R, reading, list_calls_route},
    {"GET", "/recording/{}/annotations", R, reading, list_annotations_route},
    {"PUT", "/recording/{}/annotations", W, writing, add_annotation_route, BodyKind::kJson},
    {"PATCH", "/recording/{}/annotations/{}", W, writing, change_annotation_route, BodyKind::kJson},
    {"DELETE", "/recording/{}/annotations/{}", W, writing, delete_annotation_route},
    {"GET", "/recording/{}/identification", R, inline_, get_identification_route},
    {"PUT", "/recording/{}/identification", W, writing, put_identification_route, BodyKind::kJson},
    {"DELETE", "/recording/{}/identification", W, writing, delete_identification_route},
    {"GET", "/species", R, inline_, list_species_route},
    {"GET", "/spectrogram/{}", R, image_runs_on, get_spectrogram_by_id_route},
    {"GET", "/spectrogram/{}/compressed", R, image_runs_on, get_compressed_by_id_route},
    {"GET", "/spectrogram/{}/tiles/{}", R, tile_runs_on, get_tile_by_id_route},
    {"GET", "/spectrogram/{}/compressed/tiles/{}", R, tile_runs_on,
     get_compressed_tile_by_id_route},
    {"GET", "/spectrogram", A, reading, list_spectrograms_route},
    {"POST", "/bulk", W, reading, start_bulk_route, BodyKind::kJson},
    {"GET", "/bulk", R, reading, get_bulk_route},
    {"GET", "/me", R, inline_, get_me_route},
};

/// Removes and returns the first segment of a path that starts with a slash.
std::string_view take_segment(std::string_view& path) {
  path.remove_prefix(1);
  const std::string_view segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

Response wrong_method(const std::set<std::string>& methods) {
  std::string allowed;
  for (const std::string& method : methods) allowed += (allowed.empty() ? "" : ", ") + method;
  return Response::error(405, "The method must be " + allowed).with("Allow", allowed);
}

}  // namespace

std::string_view without_trailing_slash(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return path;
}

std::optional<std::vector<Id>> match_path(std::string_view pattern, std::string_view path) {
  std::vector<Id> ids;
  while (!pattern.empty() && !path.empty()) {
    const std::string_view wanted = take_segment(pattern), found = take_segment(path);
    if (wanted == "{}") {
      const auto id = parse_number<Id>(found);
      if (!id || *id < 0) return std::nullopt;
      ids.push_back(*id);
    } else if (wanted != found) {
      return std::nullopt;
    }
  }
  if (!pattern.empty() || !path.empty()) return std::nullopt;
  return ids;
}

std::variant<Session, Response> find_route(const Request& request) {
  constexpr std::string_view kBase = "/api/v1";
  std::string_view path = without_trailing_slash(request.path);
  std::set<std::string> methods;
  if (path.starts_with(kBase) && path.substr(kBase.size()).starts_with('/')) {
    path.remove_prefix(kBase.size());
    for (const Route& route : kRoutes) {
      auto ids = match_path(route.pattern, path);
      if (!ids) continue;
      if (request.method == route.method) return Session{{}, &route, std::move(*ids)};
      methods.insert(route.method);
    }
  }
  if (methods.empty()) return Response::error(404, "Not found");
  return wrong_method(methods);
}

}  // namespace noctule
