// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/annotations.h"

#include <unordered_map>

#include "core/error.h"
#include "core/hash.h"

namespace noctule {
namespace {

constexpr const char* kSelectSpecies =
    "SELECT s.id, s.species_code, s.family, s.genus, s.species, s.common_name, s.species_code_6"
    " FROM species s ";

std::vector<Species> read_species(SQLite::Statement rows) {
  std::vector<Species> all;
  while (rows.executeStep())
    all.push_back({rows.getColumn(0), rows.getColumn(1).getString(), rows.getColumn(2).getString(),
                   rows.getColumn(3).getString(), rows.getColumn(4).getString(),
                   rows.getColumn(5).getString(), rows.getColumn(6).getString()});
  return all;
}

/// The species of all annotations that meet a condition, in one query: there may be many thousands.
template <class... Args>
void add_species(Store& store, std::vector<Annotation>& annotations, const char* condition,
                 const Args&... args) {
  std::unordered_map<Id, Annotation*> by_id;
  for (Annotation& annotation : annotations) by_id[annotation.id] = &annotation;
  std::unordered_map<Id, Species> known;
  for (Species& species : all_species(store)) known[species.id] = std::move(species);
  auto rows =
      store.query((std::string("SELECT annotation_id, species_id FROM annotation_species"
                               " WHERE annotation_id IN (SELECT id FROM annotation WHERE ") +
                   condition + ") ORDER BY species_id")
                      .c_str(),
                  args...);
  while (rows.executeStep()) {
    const auto annotation = by_id.find(rows.getColumn(0).getInt64());
    const auto species = known.find(rows.getColumn(1).getInt64());
    if (annotation != by_id.end() && species != known.end())
      annotation->second->species.push_back(species->second);
  }
}

template <class... Args>
std::vector<Annotation> select(Store& store, const char* condition, const Args&... args) {
  auto rows = store.query((std::string("SELECT id, start_time_ms, end_time_ms, low_hz, high_hz,"
                                       " comments FROM annotation WHERE ") +
                           condition + " ORDER BY start_time_ms, id")
                              .c_str(),
                          args...);
  std::vector<Annotation> all;
  while (rows.executeStep()) {
    Annotation a;
    a.id = rows.getColumn(0);
    a.start_time_ms = rows.getColumn(1);
    a.end_time_ms = rows.getColumn(2);
    a.low_hz = rows.getColumn(3);
    a.high_hz = rows.getColumn(4);
    a.comments = rows.getColumn(5).getString();
    all.push_back(std::move(a));
  }
  if (!all.empty()) add_species(store, all, condition, args...);
  return all;
}

void set_species(Store& store, Id annotation, const std::vector<Id>& species_ids) {
  store.run("DELETE FROM annotation_species WHERE annotation_id = ?", annotation);
  for (const Id species : species_ids) {
    if (!store.query("SELECT 1 FROM species WHERE id = ?", species).executeStep())
      throw UsageError("no species " + std::to_string(species) + "; see /api/v1/species/");
    store.run("INSERT OR IGNORE INTO annotation_species VALUES (?, ?)", annotation, species);
  }
}

}  // namespace

std::vector<Species> all_species(Store& store) {
  return read_species(store.query((std::string(kSelectSpecies) + "ORDER BY s.id").c_str()));
}

std::vector<Annotation> annotations_of(Store& store, Id recording_id, Id owner_id) {
  return select(store, "recording_id = ? AND owner_id = ?", recording_id, owner_id);
}

std::vector<Id> annotation_ids(Store& store, Id recording_id, Id owner_id) {
  auto rows = store.query(
      "SELECT id FROM annotation WHERE recording_id = ? AND owner_id = ?"
      " ORDER BY start_time_ms, id",
      recording_id, owner_id);
  std::vector<Id> ids;
  while (rows.executeStep()) ids.push_back(rows.getColumn(0));
  return ids;
}

std::vector<Annotation> find_annotations(Store& store, const std::vector<Id>& ids) {
  return select(store, "id IN (SELECT value FROM json_each(?))", json_array(ids));
}

std::optional<Annotation> find_annotation(Store& store, Id id, Id recording_id, Id owner_id) {
  auto found =
      select(store, "id = ? AND recording_id = ? AND owner_id = ?", id, recording_id, owner_id);
  if (found.empty()) return std::nullopt;
  return found.front();
}

Id insert_annotation(Store& store, Id recording_id, Id owner_id, const Annotation& a,
                     const std::vector<Id>& species_ids) {
  auto insert = store.query(
      "INSERT INTO annotation (uid, recording_id, owner_id, start_time_ms, end_time_ms, low_hz,"
      " high_hz, comments, created, modified) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      nullptr, recording_id, owner_id, a.start_time_ms, a.end_time_ms, a.low_hz, a.high_hz,
      a.comments, now_utc(), now_utc());
  const std::string uid = random_bytes(16);
  insert.bind(1, uid.data(), static_cast<int>(uid.size()));
  insert.exec();
  const Id id = store.db().getLastInsertRowid();
  set_species(store, id, species_ids);
  return id;
}

void update_annotation(Store& store, const Annotation& a,
                       const std::optional<std::vector<Id>>& species_ids) {
  store.run(
      "UPDATE annotation SET start_time_ms = ?, end_time_ms = ?, low_hz = ?, high_hz = ?,"
      " comments = ?, modified = ? WHERE id = ?",
      a.start_time_ms, a.end_time_ms, a.low_hz, a.high_hz, a.comments, now_utc(), a.id);
  if (species_ids) set_species(store, a.id, *species_ids);
}

void delete_annotation(Store& store, Id id) {
  store.run("DELETE FROM annotation WHERE id = ?", id);
}

void rescale_annotations(Store& store, Id recording_id, double factor) {
  store.run(
      "UPDATE annotation SET start_time_ms = start_time_ms / ?1, end_time_ms = end_time_ms / ?1,"
      " low_hz = low_hz * ?1, high_hz = high_hz * ?1, modified = ?2 WHERE recording_id = ?3",
      factor, now_utc(), recording_id);
}

int64_t count_annotations(Store& store, Id recording_id) {
  auto row = store.query("SELECT count(*) FROM annotation WHERE recording_id = ?", recording_id);
  row.executeStep();
  return row.getColumn(0);
}

}  // namespace noctule
