// SPDX-License-Identifier: GPL-3.0-or-later
// GET, PUT and DELETE /recording/{id}/identification
#include <algorithm>

#include "core/error.h"
#include "http/context.h"
#include "http/json.h"
#include "http/json_values.h"
#include "http/negotiation.h"
#include "pipeline/label_matching.h"

namespace noctule {
namespace {

using Json = nlohmann::json;

/// The ids of a species: given as id, as code or name, or as the object that GET returns.
std::vector<Id> species_in(const Json& value, const SpeciesIndex& index) {
  if (value.is_number_integer()) return {value.get<Id>()};
  if (value.is_object() && value.contains("id") && value["id"].is_number_integer())
    return {value["id"].get<Id>()};
  if (!value.is_string()) throw UsageError("species must be an array of ids or codes");
  auto ids = index.find(value.get<std::string>());
  if (ids.empty())
    throw UsageError("no species " + value.get<std::string>() + "; see /api/v1/species/");
  return ids;
}

std::vector<Id> read_species(Store& store, const Json& body) {
  constexpr size_t kMaxSpecies = 100;
  const Json* const array = find_value(body, "species");
  if (array == nullptr) return {};
  if (!array->is_array()) throw UsageError("species must be an array of ids or codes");
  if (array->size() > kMaxSpecies)
    throw Refused(Response::error(413, "species has more than 100 entries"));
  if (array->empty()) return {};
  const SpeciesIndex index(store);
  std::vector<Id> ids;
  for (const Json& value : *array)
    for (const Id id : species_in(value, index)) ids.push_back(id);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

IdentificationKind read_kind(const Json& value) {
  const auto kind =
      value.is_string() ? identification_kind(value.get<std::string>()) : std::nullopt;
  if (!kind) throw UsageError("kind must be species, noise, no_id or social");
  return *kind;
}

double read_confidence(const Json& value) {
  const double confidence = value.is_number() ? value.get<double>() : -1;
  if (!(confidence >= 0 && confidence <= 1)) throw UsageError("confidence must be from 0 to 1");
  return confidence;
}

/// Throws UsageError if a field has the wrong type or an invalid value.
Identification read_identification(const Json& body, bool has_species) {
  Identification i;
  if (const Json* kind = find_value(body, "kind"))
    i.kind = read_kind(*kind);
  else if (has_species)
    i.kind = IdentificationKind::kSpecies;
  if (i.kind == IdentificationKind::kSpecies && !has_species)
    throw UsageError("kind species needs at least one species");
  if (const Json* confidence = find_value(body, "confidence"))
    i.confidence = read_confidence(*confidence);
  if (const Json* reviewed = find_value(body, "reviewed"))
    i.reviewed = flag_of("reviewed", *reviewed);
  if (const Json* comments = find_value(body, "comments"))
    i.comments = string_of("comments", *comments);
  return i;
}

Response put(const Context& c, const Identification& identification, const std::vector<Id>& species,
             const char* message) {
  const Recording recording = c.recording();
  int64_t version = 0;
  c.store.transact([&] {
    const Id user = c.token.user_id;
    require_version(c.request, identification_of(c.store, recording.id, user).version);
    version = put_identification(c.store, recording.id, user, identification, species);
  });
  return Response::json(200, {{"message", message}, {"id", recording.id}, {"version", version}})
      .with("ETag", version_tag(version));
}

Json with_author(const Identification& identification, bool editable) {
  Json json = to_json(identification);
  json["author"] = identification.author;
  json["editable"] = editable;
  return json;
}

}  // namespace

Reply get_identification_route(Context& c) {
  const bool all = !c.author();
  const Recording recording = c.recording();
  Identification own = identification_of(c.store, recording.id, c.token.user_id);
  Json json = to_json(own);
  if (all) {
    own.author = c.token.user_name;
    json = with_author(own, true);
    json["others"] = Json::array();
    for (const Identification& other : identifications_of(c.store, recording.id))
      if (other.author != own.author) json["others"].push_back(with_author(other, false));
  }
  return Response::json(200, json).with("ETag", version_tag(own.version));
}

Reply put_identification_route(Context& c) {
  const Json body = c.json_body();
  const auto species = read_species(c.store, body);
  return put(c, read_identification(body, !species.empty()), species, "Identification saved");
}

Reply delete_identification_route(Context& c) { return put(c, {}, {}, "Identification deleted"); }

}  // namespace noctule
