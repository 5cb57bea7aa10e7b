// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/annotations.h"

#include <unordered_map>

#include "core/hash.h"
#include "core/timestamp.h"
#include "store/statement.h"

namespace noctule {
namespace {

/// Loads the species of all annotations that meet a condition in one query: there may be thousands.
template <class... Args>
void add_species(Store& store, std::vector<Annotation>& annotations, const char* condition,
                 const Args&... args) {
  std::unordered_map<Id, Annotation*> by_id;
  for (Annotation& annotation : annotations) by_id[annotation.id] = &annotation;
  const auto known = species_by_id(store);
  Statement rows(store,
                 std::string("SELECT annotation_id, species_id FROM annotation_species"
                             " WHERE annotation_id IN (SELECT id FROM annotation WHERE ") +
                     condition + ") ORDER BY species_id",
                 args...);
  while (rows.step()) {
    const auto annotation = by_id.find(rows.get<Id>("annotation_id"));
    const auto species = known.find(rows.get<Id>("species_id"));
    if (annotation != by_id.end() && species != known.end())
      annotation->second->species.push_back(species->second);
  }
}

template <class... Args>
std::vector<Annotation> select_annotations(Store& store, const char* condition,
                                           const Args&... args) {
  Statement rows(store,
                 std::string("SELECT *, (SELECT name FROM user WHERE user.id = owner_id) AS author"
                             " FROM annotation WHERE ") +
                     condition + " ORDER BY start_time_ms, id",
                 args...);
  std::vector<Annotation> all;
  while (rows.step()) {
    Annotation& a = all.emplace_back();
    rows.read("id", a.id);
    rows.read("start_time_ms", a.start_time_ms);
    rows.read("end_time_ms", a.end_time_ms);
    rows.read("low_hz", a.low_hz);
    rows.read("high_hz", a.high_hz);
    rows.read("comments", a.comments);
    rows.read("version", a.version);
    rows.read("owner_id", a.owner_id);
    rows.read("author", a.author);
  }
  if (!all.empty()) add_species(store, all, condition, args...);
  return all;
}

void set_species(Store& store, Id annotation, const std::vector<Id>& species_ids) {
  require_species(store, species_ids);
  run(store, "DELETE FROM annotation_species WHERE annotation_id = ?", annotation);
  for (const Id species : species_ids)
    run(store, "INSERT OR IGNORE INTO annotation_species VALUES (?, ?)", annotation, species);
}

}  // namespace

std::vector<Annotation> annotations_of(Store& store, Id recording_id, Id owner_id) {
  return select_annotations(store, "recording_id = ? AND owner_id = ?", recording_id, owner_id);
}

std::vector<Annotation> annotations_of(Store& store, Id recording_id) {
  return select_annotations(store, "recording_id = ?", recording_id);
}

std::vector<Id> annotation_ids(Store& store, Id recording_id, std::optional<Id> owner_id) {
  return values_of<Id>(store,
                       "SELECT id FROM annotation WHERE recording_id = ?1"
                       " AND (?2 IS NULL OR owner_id = ?2) ORDER BY start_time_ms, id",
                       recording_id, owner_id);
}

std::vector<Annotation> find_annotations(Store& store, const std::vector<Id>& ids) {
  return select_annotations(store, "id IN (SELECT value FROM json_each(?))", json_array(ids));
}

std::optional<Annotation> find_annotation(Store& store, Id id, Id recording_id, Id owner_id) {
  auto found = select_annotations(store, "id = ? AND recording_id = ? AND owner_id = ?", id,
                                  recording_id, owner_id);
  if (found.empty()) return std::nullopt;
  return found.front();
}

Id insert_annotation(Store& store, Id recording_id, Id owner_id, const Annotation& a,
                     const std::vector<Id>& species_ids) {
  const std::string uid = random_bytes(16), now = now_utc();
  run(store,
      "INSERT INTO annotation (uid, recording_id, owner_id, start_time_ms, end_time_ms, low_hz,"
      " high_hz, comments, created, modified) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      Blob{uid}, recording_id, owner_id, a.start_time_ms, a.end_time_ms, a.low_hz, a.high_hz,
      a.comments, now, now);
  const Id id = last_inserted(store);
  set_species(store, id, species_ids);
  return id;
}

void update_annotation(Store& store, const Annotation& a,
                       const std::optional<std::vector<Id>>& species_ids) {
  run(store,
      "UPDATE annotation SET start_time_ms = ?, end_time_ms = ?, low_hz = ?, high_hz = ?,"
      " comments = ?, version = version + 1, modified = ? WHERE id = ?",
      a.start_time_ms, a.end_time_ms, a.low_hz, a.high_hz, a.comments, now_utc(), a.id);
  if (species_ids) set_species(store, a.id, *species_ids);
}

void delete_annotation(Store& store, Id id) {
  run(store, "DELETE FROM annotation WHERE id = ?", id);
}

void rescale_annotations(Store& store, Id recording_id, double factor) {
  run(store,
      "UPDATE annotation SET start_time_ms = start_time_ms / ?1, end_time_ms = end_time_ms / ?1,"
      " low_hz = low_hz * ?1, high_hz = high_hz * ?1, version = version + 1, modified = ?2"
      " WHERE recording_id = ?3",
      factor, now_utc(), recording_id);
}

int64_t count_annotations(Store& store, Id recording_id) {
  return value_of<int64_t>(store, "SELECT count(*) FROM annotation WHERE recording_id = ?",
                           recording_id);
}

}  // namespace noctule
