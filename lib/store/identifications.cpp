// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/identifications.h"

#include <utility>

#include "core/timestamp.h"
#include "store/statement.h"

namespace noctule {
namespace {

constexpr std::pair<IdentificationKind, const char*> kKinds[] = {
    {IdentificationKind::kSpecies, "species"},
    {IdentificationKind::kNoise, "noise"},
    {IdentificationKind::kNoId, "no_id"},
    {IdentificationKind::kSocial, "social"}};

/// A row, and the recording it belongs to.
struct Row {
  Id id = 0, recording_id = 0;
  Identification identification;
};

void add_species(Store& store, std::vector<Row>& rows) {
  std::unordered_map<Id, Identification*> by_id;
  std::vector<Id> ids;
  for (Row& row : rows) {
    by_id[row.id] = &row.identification;
    ids.push_back(row.id);
  }
  const auto known = species_by_id(store);
  Statement pairs(
      store,
      "SELECT identification_id, species_id FROM identification_species"
      " WHERE identification_id IN (SELECT value FROM json_each(?)) ORDER BY species_id",
      json_array(ids));
  while (pairs.step()) {
    const auto row = by_id.find(pairs.get<Id>("identification_id"));
    const auto species = known.find(pairs.get<Id>("species_id"));
    if (row != by_id.end() && species != known.end())  // both, unless the store is damaged
      row->second->species.push_back(species->second);
  }
}

template <class... Args>
std::vector<Row> select_identifications(Store& store, const char* condition, const Args&... args) {
  Statement rows(store,
                 std::string("SELECT i.*, u.name AS author FROM identification i"
                             " JOIN user u ON u.id = i.owner_id WHERE ") +
                     condition + " ORDER BY u.name",
                 args...);
  std::vector<Row> all;
  while (rows.step()) {
    auto& [id, recording_id, i] = all.emplace_back();
    rows.read("id", id);
    rows.read("recording_id", recording_id);
    if (const auto kind = rows.get<std::optional<std::string>>("kind"))
      i.kind = identification_kind(*kind);
    rows.read("confidence", i.confidence);
    rows.read("reviewed", i.reviewed);
    rows.read("comments", i.comments);
    rows.read("version", i.version);
    rows.read("author", i.author);
    rows.read("modified", i.modified);
  }
  if (!all.empty()) add_species(store, all);
  return all;
}

}  // namespace

const char* to_text(IdentificationKind kind) {
  for (const auto& [known, text] : kKinds)
    if (known == kind) return text;
  return "";
}

std::optional<IdentificationKind> identification_kind(std::string_view text) {
  for (const auto& [kind, known] : kKinds)
    if (text == known) return kind;
  return std::nullopt;
}

Identification identification_of(Store& store, Id recording_id, Id owner_id) {
  auto rows =
      select_identifications(store, "recording_id = ? AND owner_id = ?", recording_id, owner_id);
  return rows.empty() ? Identification() : std::move(rows.front().identification);
}

std::vector<Identification> identifications_of(Store& store, Id recording_id) {
  std::vector<Identification> all;
  for (Row& row : select_identifications(store, "recording_id = ?", recording_id))
    if (!row.identification.empty()) all.push_back(std::move(row.identification));
  return all;
}

std::unordered_map<Id, Identification> identifications_of(Store& store,
                                                          const std::vector<Id>& recordings,
                                                          Id owner_id) {
  std::unordered_map<Id, Identification> all;
  for (Row& row : select_identifications(
           store, "recording_id IN (SELECT value FROM json_each(?)) AND owner_id = ?",
           json_array(recordings), owner_id))
    all[row.recording_id] = std::move(row.identification);
  return all;
}

int64_t put_identification(Store& store, Id recording_id, Id owner_id, const Identification& i,
                           const std::vector<Id>& species_ids) {
  require_species(store, species_ids);
  const auto kind = i.kind ? std::optional<std::string>(to_text(*i.kind)) : std::nullopt;
  const std::string now = now_utc();
  Statement put(store,
                "INSERT INTO identification (recording_id, owner_id, kind, confidence, reviewed,"
                " comments, version, created, modified) VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?)"
                " ON CONFLICT (recording_id, owner_id) DO UPDATE SET kind = excluded.kind,"
                " confidence = excluded.confidence, reviewed = excluded.reviewed,"
                " comments = excluded.comments, version = version + 1, modified = excluded.modified"
                " RETURNING id, version",
                recording_id, owner_id, kind, i.confidence, i.reviewed, i.comments, now, now);
  put.step();
  const Id id = put.get<Id>("id");
  const auto version = put.get<int64_t>("version");
  run(store, "DELETE FROM identification_species WHERE identification_id = ?", id);
  for (const Id species : species_ids)
    run(store, "INSERT OR IGNORE INTO identification_species VALUES (?, ?)", id, species);
  return version;
}

}  // namespace noctule
