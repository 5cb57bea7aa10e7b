// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/recordings.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/error.h"
#include "store/statement.h"

namespace noctule {
namespace {

constexpr const char* kColumns = "r.*, u.name AS owner_name";
/// Parameters: 5 and 6 the key of the spectrogram.
constexpr const char* kStatusColumns =
    "(SELECT created FROM spectrogram WHERE recording_id = r.id"
    "  AND parameters_id = ?5 AND renderer_version = ?6) AS status_created,"
    " (SELECT reason FROM failure WHERE recording_id = r.id"
    "  AND parameters_id = ?5 AND renderer_version = ?6) AS status_failure,"
    " EXISTS (SELECT 1 FROM claim JOIN worker w ON w.id = worker_id"
    "  WHERE recording_id = r.id AND w.heartbeat > CAST(strftime('%s', 'now') AS INTEGER) - 60)"
    " AS status_claimed,"
    " EXISTS (SELECT 1 FROM render_job WHERE recording_id = r.id AND state = 'waiting')"
    " AS status_queued";
constexpr const char* kTables = " FROM recording r JOIN user u ON u.id = r.owner_id ";

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
  row.read("metadata", r.metadata);
  row.read("created", r.created);
  row.read("modified", r.modified);
  return r;
}

SpectrogramStatus read_status(Statement& row) {
  SpectrogramStatus status;
  row.read("status_created", status.created);
  row.read("status_failure", status.failure);
  row.read("status_claimed", status.claimed);
  row.read("status_queued", status.queued);
  return status;
}

/// The recordings that meet a condition.
template <class... Args>
std::vector<Recording> select(Store& store, const char* condition, const Args&... args) {
  Statement rows(store, std::string("SELECT ") + kColumns + kTables + condition, args...);
  std::vector<Recording> recordings;
  while (rows.step()) recordings.push_back(read_recording(rows));
  return recordings;
}

std::optional<Recording> first_of(std::vector<Recording> rows) {
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

}  // namespace

Id ensure_user(Store& store, const std::string& name) {
  run(store, "INSERT OR IGNORE INTO user (name, created) VALUES (?, ?)", name, now_utc());
  return value_of<Id>(store, "SELECT id FROM user WHERE name = ?", name);
}

Id insert_recording(Store& store, const Recording& r) {
  const std::string now = now_utc();
  run(store,
      "INSERT INTO recording (hash, owner_id, public, name, path, file_size, file_mtime_ns,"
      " header_rate_hz, time_expansion, sample_rate_hz, channels, samples, recorded_at, equipment,"
      " comments, latitude, longitude, grts_cell, metadata, created, modified)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      Blob{r.hash}, r.owner_id, r.is_public, r.name, r.path, r.file.size, r.file.mtime_ns,
      r.header_rate_hz, r.time_expansion, r.sample_rate_hz, r.channels, r.samples, r.recorded_at,
      r.equipment, r.comments, r.latitude, r.longitude, r.grts_cell, r.metadata, now, now);
  return last_inserted(store);
}

std::optional<Recording> find_recording(Store& store, Id id) {
  return first_of(select(store, "WHERE r.id = ?", id));
}

std::optional<Recording> find_recording_by_hash(Store& store, const std::string& hash,
                                                std::optional<Id> owner) {
  return first_of(
      select(store, "WHERE r.hash = ?1 AND (?2 IS NULL OR r.owner_id = ?2)", Blob{hash}, owner));
}

namespace {

/// Parameters: ?1 user id, ?2 whether to include all, ?3 search text.
constexpr const char* kVisible =
    "WHERE (?2 OR r.public OR r.owner_id = ?1) AND (?3 = '' OR instr(lower(r.name), lower(?3))) ";

constexpr std::array<std::pair<const char*, const char*>, 9> kSortable = {{
    {"id", "r.id"},
    {"name", "r.name COLLATE NOCASE"},
    {"recorded_date", "r.recorded_at"},
    {"duration", "CAST(r.samples AS REAL) / r.sample_rate_hz"},
    {"sample_rate", "r.sample_rate_hz"},
    {"owner", "u.name COLLATE NOCASE"},
    {"public", "r.public"},
    {"created", "r.created"},
    {"spectrogram",
     "(SELECT created FROM spectrogram WHERE recording_id = r.id ORDER BY id DESC LIMIT 1)"},
}};

/// Ties are ordered by id.
std::string order_by(std::string field) {
  const bool descending = field.starts_with('-');
  if (descending) field.erase(0, 1);
  const auto* found = std::find_if(kSortable.begin(), kSortable.end(),
                                   [&](const auto& entry) { return field == entry.first; });
  if (found == kSortable.end()) {
    std::string names;
    for (const auto& entry : kSortable)
      names += std::string(names.empty() ? "" : ", ") + entry.first;
    throw UsageError("sort must be one of " + names + ", optionally with a - before it");
  }
  return std::string(" ORDER BY ") + found->second + (descending ? " DESC" : "") + ", r.id ";
}

}  // namespace

std::vector<Id> list_recording_ids(Store& store, const RecordingFilter& f) {
  return values_of<Id>(
      store,
      std::string("SELECT r.id") + kTables + kVisible + order_by(f.sort) + " LIMIT ?4 OFFSET ?5",
      f.user_id, f.all, f.search, f.limit, f.offset);
}

std::vector<ListedRecording> list_recordings(Store& store, const RecordingFilter& f,
                                             const std::vector<Id>& ids) {
  Statement rows(store,
                 std::string("SELECT ") + kStatusColumns + ", " + kColumns +
                     " FROM json_each(?4) wanted CROSS JOIN recording r ON r.id = wanted.value"
                     " JOIN user u ON u.id = r.owner_id " +
                     kVisible + "ORDER BY wanted.key",
                 f.user_id, f.all, f.search, json_array(ids), f.key.parameters_id,
                 f.key.renderer_version);
  std::vector<ListedRecording> recordings;
  while (rows.step()) recordings.push_back({read_recording(rows), read_status(rows)});
  return recordings;
}

SpectrogramStatus spectrogram_status(Store& store, Id recording_id, const RenderKey& key) {
  RecordingFilter filter;
  filter.all = true;
  filter.key = key;
  const auto found = list_recordings(store, filter, {recording_id});
  return found.empty() ? SpectrogramStatus() : found.front().spectrogram;
}

int64_t count_recordings(Store& store, const RecordingFilter& f) {
  return value_of<int64_t>(store, std::string("SELECT count(*) FROM recording r ") + kVisible,
                           f.user_id, f.all, f.search);
}

std::vector<Id> recordings_owned_by(Store& store, Id user_id) {
  return values_of<Id>(store, "SELECT id FROM recording WHERE owner_id = ? ORDER BY id", user_id);
}

void update_recording(Store& store, const Recording& r) {
  run(store,
      "UPDATE recording SET public = ?, name = ?, time_expansion = ?, sample_rate_hz = ?,"
      " recorded_at = ?, equipment = ?, comments = ?, latitude = ?, longitude = ?, grts_cell = ?,"
      " metadata = ?, modified = ? WHERE id = ?",
      r.is_public, r.name, r.time_expansion, r.sample_rate_hz, r.recorded_at, r.equipment,
      r.comments, r.latitude, r.longitude, r.grts_cell, r.metadata, now_utc(), r.id);
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
  return select(store, "WHERE r.path = ? OR (r.path >= ? AND r.path < ?)", path, inside, after);
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
