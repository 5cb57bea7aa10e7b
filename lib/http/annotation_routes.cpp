// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/error.h"
#include "http/context.h"
#include "http/json.h"
#include "http/label_response.h"
#include "http/negotiation.h"
#include "http/stream.h"

namespace noctule {
namespace {

/// The body's "annotation" object.
nlohmann::json annotation_body(const nlohmann::json& body) {
  const auto annotation = body.find("annotation");
  if (annotation == body.end()) return nlohmann::json::object();
  if (!annotation->is_object()) throw UsageError("annotation must be an object");
  return *annotation;
}

std::optional<std::vector<Id>> species_body(const nlohmann::json& body) {
  const auto species = body.find("species_ids");
  if (species == body.end() || species->is_null()) return std::nullopt;
  constexpr size_t kMaxSpecies = 100;
  return ids_of_array(*species, "species_ids", kMaxSpecies);
}

Annotation callers_annotation(const Context& c, const Recording& recording) {
  auto found = find_annotation(c.store, c.ids.at(1), recording.id, c.token.user_id);
  if (!found) throw NotFoundError("Annotation not found");
  return std::move(*found);
}

Response changed(const char* message, Id id) {
  return Response::json(200, {{"message", message}, {"id", id}});
}

/// Everybody's annotations, each with its author.
Response all_authors_response(const Context& c, const Recording& recording) {
  const auto read_rows = [caller = c.token.user_id](Store& store, const std::vector<Id>& ids) {
    std::vector<nlohmann::json> rows;
    for (const Annotation& a : find_annotations(store, ids)) rows.push_back(to_json(a, caller));
    return rows;
  };
  return list_response(c, annotation_ids(c.store, recording.id, std::nullopt), read_rows);
}

}  // namespace

Response annotations_response(const Context& c, const Recording& recording, std::string before,
                              std::string after) {
  const auto read_rows = [](Store& store, const std::vector<Id>& ids) {
    std::vector<nlohmann::json> rows;
    for (const Annotation& a : find_annotations(store, ids)) rows.push_back(to_json(a));
    return rows;
  };
  return list_response(c, annotation_ids(c.store, recording.id, c.token.user_id), read_rows,
                       std::move(before), std::move(after));
}

Reply list_annotations_route(Context& c) {
  const LabelFormat* format = label_format_of(c);
  const auto author = c.author();
  const Recording recording = c.recording();
  if (format == nullptr)
    return author ? annotations_response(c, recording) : all_authors_response(c, recording);
  auto identifications = identifications_of(c.store, recording.id);
  if (author)
    std::erase_if(identifications,
                  [&](const Identification& i) { return i.author != c.token.user_name; });
  return label_response(c, *format, LabelKind::kAnnotations, recording,
                        labels_of(author ? annotations_of(c.store, recording.id, *author)
                                         : annotations_of(c.store, recording.id)),
                        std::move(identifications));
}

Reply add_annotation_route(Context& c) {
  c.recording();
  const nlohmann::json body = c.json_body(), given = annotation_body(body);
  const auto species = species_body(body).value_or(std::vector<Id>{});
  for (const char* field : {"start_time", "end_time", "low_freq", "high_freq"})
    if (!given.contains(field))
      throw Refused(Response::error(422, std::string("annotation.") + field + " is missing"));
  Annotation annotation;
  read_annotation(given, annotation);
  Id id = 0;
  c.store.transact([&] {
    const Recording recording = c.recording();  // it may have been deleted meanwhile
    id = insert_annotation(c.store, recording.id, c.token.user_id, annotation, species);
  });
  return changed("Annotation added", id).with("ETag", version_tag(annotation.version));
}

Reply change_annotation_route(Context& c) {
  const Recording recording = c.recording();
  const nlohmann::json body = c.json_body();
  const auto species = species_body(body);
  int64_t version = 0;
  c.store.transact([&] {
    Annotation annotation = callers_annotation(c, recording);
    require_version(c.request, annotation.version);
    read_annotation(annotation_body(body), annotation);
    update_annotation(c.store, annotation, species);
    version = annotation.version + 1;
  });
  return changed("Annotation changed", c.ids.at(1)).with("ETag", version_tag(version));
}

Reply delete_annotation_route(Context& c) {
  const Recording recording = c.recording();
  c.store.transact([&] {
    const Annotation annotation = callers_annotation(c, recording);
    require_version(c.request, annotation.version);
    delete_annotation(c.store, annotation.id);
  });
  return changed("Annotation deleted", c.ids.at(1));
}

Reply list_species_route(Context& c) {
  auto array = nlohmann::json::array();
  for (const Species& s : all_species(c.store)) array.push_back(to_json(s));
  return Response::json(200, array);
}

}  // namespace noctule
