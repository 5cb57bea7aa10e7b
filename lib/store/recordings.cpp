// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/recordings.h"

#include <utility>

#include "core/timestamp.h"
#include "store/recording_row.h"

namespace noctule {
namespace {

constexpr const char* kColumns = "r.*, u.name AS owner_name";
constexpr const char* kTables = " FROM recording r JOIN user u ON u.id = r.owner_id ";

/// The recordings that meet a condition.
template <class... Args>
std::vector<Recording> select_recordings(Store& store, const char* condition, const Args&... args) {
  Statement rows(store, std::string("SELECT ") + kColumns + kTables + condition, args...);
  std::vector<Recording> recordings;
  while (rows.step()) recordings.push_back(read_recording(rows));
  return recordings;
}

}  // namespace

Recording read_recording(Statement& row) {
  Recording r;
  row.read("id", r.id);
  row.read("hash", r.hash);
  row.read("owner_id", r.owner_id);
  row.read("owner_name", r.owner_name);
  row.read("public", r.is_public);
  row.read("name", r.name);
  row.read("path", r.path);
  row.read("file_size", r.file.size);
  row.read("file_mtime_ns", r.file.mtime_ns);
  row.read("header_rate_hz", r.header_rate_hz);
  row.read("time_expansion", r.time_expansion);
  row.read("sample_rate_hz", r.sample_rate_hz);
  row.read("channels", r.channels);
  row.read("samples", r.samples);
  row.read("recorded_at", r.recorded_at);
  row.read("equipment", r.equipment);
  row.read("comments", r.comments);
  row.read("latitude", r.latitude);
  row.read("longitude", r.longitude);
  row.read("grts_cell", r.grts_cell);
  row.read("site", r.site);
  row.read("metadata", r.metadata);
  row.read("created", r.created);
  row.read("modified", r.modified);
  row.read("local_time", r.local_time);
  row.read("night", r.night);
  return r;
}

Id ensure_user(Store& store, const std::string& name) {
  run(store, "INSERT OR IGNORE INTO user (name, created) VALUES (?, ?)", name, now_utc());
  return value_of<Id>(store, "SELECT id FROM user WHERE name = ?", name);
}

Id insert_recording(Store& store, const Recording& r) {
  const std::string now = now_utc();
  run(store,
      "INSERT INTO recording (hash, owner_id, public, name, path, file_size, file_mtime_ns,"
      " header_rate_hz, time_expansion, sample_rate_hz, channels, samples, recorded_at, equipment,"
      " comments, latitude, longitude, grts_cell, site, metadata, created, modified)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      Blob{r.hash}, r.owner_id, r.is_public, r.name, r.path, r.file.size, r.file.mtime_ns,
      r.header_rate_hz, r.time_expansion, r.sample_rate_hz, r.channels, r.samples, r.recorded_at,
      r.equipment, r.comments, r.latitude, r.longitude, r.grts_cell, r.site, r.metadata, now, now);
  return last_inserted(store);
}

std::optional<Recording> find_recording(Store& store, Id id) {
  return first_of(select_recordings(store, "WHERE r.id = ?", id));
}

std::optional<Recording> find_recording_by_hash(Store& store, const std::string& hash,
                                                std::optional<Id> owner) {
  return first_of(select_recordings(store, "WHERE r.hash = ?1 AND (?2 IS NULL OR r.owner_id = ?2)",
                                    Blob{hash}, owner));
}

void update_recording(Store& store, const Recording& r) {
  run(store,
      "UPDATE recording SET public = ?, name = ?, time_expansion = ?, sample_rate_hz = ?,"
      " recorded_at = ?, equipment = ?, comments = ?, latitude = ?, longitude = ?, grts_cell = ?,"
      " metadata = ?, modified = ? WHERE id = ?",
      r.is_public, r.name, r.time_expansion, r.sample_rate_hz, r.recorded_at, r.equipment,
      r.comments, r.latitude, r.longitude, r.grts_cell, r.metadata, now_utc(), r.id);
}

void set_site(Store& store, Id id, const std::optional<std::string>& site) {
  run(store, "UPDATE recording SET site = ?1, modified = ?2 WHERE id = ?3 AND site IS NOT ?1", site,
      now_utc(), id);
}

bool move_recording(Store& store, Id id, Id owner) {
  return run(store, "UPDATE OR IGNORE recording SET owner_id = ?, modified = ? WHERE id = ?", owner,
             now_utc(), id) > 0;
}

std::vector<RecordingFile> recording_files(Store& store) {
  Statement rows(
      store,
      "SELECT r.id, r.path, u.name AS owner_name, r.file_size, r.file_mtime_ns FROM recording r"
      " JOIN user u ON u.id = r.owner_id WHERE r.path IS NOT NULL");
  std::vector<RecordingFile> files;
  while (rows.step()) {
    RecordingFile& file = files.emplace_back();
    rows.read("id", file.id);
    rows.read("path", file.path);
    rows.read("owner_name", file.owner_name);
    rows.read("file_size", file.file.size);
    rows.read("file_mtime_ns", file.file.mtime_ns);
  }
  return files;
}

std::vector<RecordingName> recording_names(Store& store) {
  Statement rows(store,
                 "SELECT r.id, r.name, r.path, u.name AS owner_name FROM recording r"
                 " JOIN user u ON u.id = r.owner_id ORDER BY r.id");
  std::vector<RecordingName> names;
  while (rows.step()) {
    RecordingName& name = names.emplace_back();
    rows.read("id", name.id);
    rows.read("name", name.name);
    rows.read("path", name.path);
    rows.read("owner_name", name.owner_name);
  }
  return names;
}

std::vector<Recording> recordings_at(Store& store, const std::string& path) {
  // '0' follows '/' in ASCII.
  const std::string inside = path.ends_with('/') ? path : path + "/";
  std::string after = inside;
  after.back() = '0';
  return select_recordings(store, "WHERE r.path = ? OR (r.path >= ? AND r.path < ?)", path, inside,
                           after);
}

void relink_recording(Store& store, Id id, const std::string& path, const FileState& file) {
  run(store,
      "UPDATE recording SET path = NULL WHERE path = ? AND id <> ? AND hash <>"
      " (SELECT hash FROM recording WHERE id = ?)",
      path, id, id);
  run(store,
      "UPDATE recording SET path = ?, file_size = ?, file_mtime_ns = ?, modified = ?"
      " WHERE id = ?",
      path, file.size, file.mtime_ns, now_utc(), id);
}

void correct_length(Store& store, Id id, int64_t samples) {
  run(store, "UPDATE recording SET samples = ?, modified = ? WHERE id = ? AND samples <> ?",
      samples, now_utc(), id, samples);
}

bool delete_recording(Store& store, Id id) {
  return run(store, "DELETE FROM recording WHERE id = ?", id) > 0;
}

}  // namespace noctule
