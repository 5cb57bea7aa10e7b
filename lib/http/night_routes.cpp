// SPDX-License-Identifier: GPL-3.0-or-later
// GET /nights, GET /night?site=&night=
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "core/error.h"
#include "core/json.h"
#include "core/json_text.h"
#include "core/page.h"
#include "http/json.h"
#include "http/recording_query.h"
#include "http/stream.h"
#include "pipeline/describe.h"
#include "pipeline/sun.h"

namespace noctule {
namespace {

using Json = nlohmann::json;

/// "+02:00"
std::string offset_text(int minutes) {
  char text[32];
  std::snprintf(text, sizeof text, "%c%02d:%02d", minutes < 0 ? '-' : '+', std::abs(minutes) / 60,
                std::abs(minutes) % 60);
  return text;
}

Json to_json(const NightSummary& n) {
  Json json = {{"site", or_null(n.site)},
               {"night", or_null(n.night)},
               {"recordings", n.recordings},
               {"calls", n.calls},
               {"noise", n.noise},
               {"empty", n.empty},
               {"unknown", n.recordings - n.calls - n.noise - n.empty},
               {"vetted", n.vetted},
               {"first", or_null(n.first)},
               {"last", or_null(n.last)},
               {"recording_location", nullptr},
               {"utc_offset", nullptr},
               {"sunset", nullptr},
               {"sunrise", nullptr}};
  if (!n.night || !n.latitude || !n.longitude) return json;
  const int offset = utc_offset_minutes(n.recorded_at.value_or(""), *n.longitude);
  const SunTimes sun = sun_times(*n.night, *n.latitude, *n.longitude, offset);
  json["recording_location"] = location_json(n.latitude, n.longitude);
  json["utc_offset"] = offset_text(offset);
  json["sunset"] = or_null(sun.sunset);
  json["sunrise"] = or_null(sun.sunrise);
  return json;
}

/// What the strip of a night needs of a recording.
Json strip_json(const ListedRecording& listed) {
  return {{"id", listed.recording.id},
          {"time", or_null(listed.recording.local_time)},
          {"duration", listed.recording.duration_ms()},
          {"verdict", listed.verdict ? Json(to_text(*listed.verdict)) : Json()},
          {"calls", listed.verdict ? Json(listed.calls) : Json()},
          {"peak_freq", or_null(listed.peak_hz)},
          {"vetted", listed.vetted}};
}

}  // namespace

Reply list_nights_route(Context& c) {
  const RecordingFilter filter = read_recording_filter(c);
  const auto nights = list_nights(c.store, filter);
  auto array = Json::array();
  for (const NightSummary& night : page_of(nights, filter.limit, filter.offset))
    array.push_back(to_json(night));
  return Response::json(200, array).with("X-Total-Count", std::to_string(nights.size()));
}

Reply get_night_route(Context& c) {
  RecordingFilter filter = read_recording_filter(c);
  if (!filter.site || !filter.night)
    throw UsageError("site and night are required; GET /api/v1/nights lists them");
  if (!c.request.query.contains("sort")) filter.sort = "recorded_date";
  RecordingFilter whole;  // of the night, whatever else is selected
  whole.user_id = filter.user_id;
  whole.all = filter.all;
  whole.detector_version = filter.detector_version;
  whole.site = filter.site;
  whole.night = filter.night;
  const auto nights = list_nights(c.store, whole);
  if (nights.empty()) throw NotFoundError("Night not found");
  std::string before = strict_json_text(to_json(nights.front()));
  before.back() = ',';
  const RecordingPage page = find_recordings(c.store, filter);
  const auto read_rows = [filter](Store& store, const std::vector<Id>& ids) {
    std::vector<Json> rows;
    for (const ListedRecording& listed : list_recordings(store, filter, ids))
      rows.push_back(strip_json(listed));
    return rows;
  };
  return list_response(c, page.ids, read_rows, before + "\"strip\":", "}")
      .with("X-Total-Count", std::to_string(page.total));
}

}  // namespace noctule
