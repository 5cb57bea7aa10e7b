// SPDX-License-Identifier: GPL-3.0-or-later
// PATCH /recording/{id}
#include "pipeline/recording_patch.h"

#include <cmath>

#include "core/error.h"
#include "http/context.h"
#include "http/json_values.h"

namespace noctule {
namespace {

using Json = nlohmann::json;

/// A GeoJSON point, longitude first.
std::pair<double, double> position_of(const std::string& name, const Json& value) {
  const UsageError malformed(name + R"( must be {"type":"Point","coordinates":[LON,LAT]})");
  if (!value.is_object() || value.value("type", Json()) != "Point") throw malformed;
  const auto point = value.find("coordinates");
  if (point == value.end() || !point->is_array() || point->size() != 2) throw malformed;
  const double longitude = number_of(name, point->at(0)), latitude = number_of(name, point->at(1));
  if (std::abs(latitude) > 90 || std::abs(longitude) > 180)
    throw UsageError(name + " must be within 180 degrees of longitude and 90 of latitude");
  return {latitude, longitude};
}

template <class Read>
auto nullable(Read read, const std::string& name, const Json& value) {
  using Value = decltype(read(name, value));
  return value.is_null() ? std::optional<Value>() : std::optional<Value>(read(name, value));
}

void read_field(const std::string& name, const Json& value, RecordingPatch& patch) {
  if (name == "name")
    patch.name = string_of(name, value);
  else if (name == "recorded_date")
    patch.recorded_date = nullable(string_of, name, value);
  else if (name == "equipment")
    patch.equipment = nullable(string_of, name, value);
  else if (name == "comments")
    patch.comments = nullable(string_of, name, value);
  else if (name == "recording_location")
    patch.location = nullable(position_of, name, value);
  else if (name == "grts_cell_id")
    patch.grts_cell = nullable(integer_of, name, value);
  else if (name == "public")
    patch.is_public = flag_of(name, value);
  else if (name == "time_expansion")
    patch.time_expansion = number_of(name, value);
  else
    throw UsageError("Unknown field " + name);
}

Recording own_recording(const Context& c) {
  Recording recording = c.recording();
  if (!may_change(c.token, recording))
    throw Refused(Response::error(403, "Only its owner may change a recording"));
  return recording;
}

}  // namespace

Reply change_recording_route(Context& c) {
  const Id id = own_recording(c).id;
  RecordingPatch patch;
  const Json body = c.json_body();
  for (const auto& [name, value] : body.items()) read_field(name, value, patch);
  patch.validate();
  if (!body.empty()) c.store.transact([&] { patch_recording(c.store, own_recording(c), patch); });
  return Response::json(200, {{"message", "Recording changed"}, {"id", id}});
}

}  // namespace noctule
