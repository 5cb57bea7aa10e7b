// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/recordings.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <utility>

#include "core/error.h"

namespace noctule {
namespace {

constexpr const char* kColumns =
    "r.id, r.hash, r.owner_id, u.name, r.public, r.name, r.path, r.file_size, r.file_mtime_ns,"
    " r.header_rate_hz, r.time_expansion, r.sample_rate_hz, r.channels, r.samples, r.recorded_at,"
    " r.equipment, r.comments, r.latitude, r.longitude, r.grts_cell, r.metadata, r.created,"
    " r.modified";
constexpr const char* kStatusColumns =
    "(SELECT created FROM spectrogram WHERE recording_id = r.id ORDER BY id DESC LIMIT 1),"
    " (SELECT reason FROM failure WHERE recording_id = r.id ORDER BY id DESC LIMIT 1),"
    " EXISTS (SELECT 1 FROM claim JOIN worker w ON w.id = worker_id"
    "  WHERE recording_id = r.id AND w.heartbeat > CAST(strftime('%s', 'now') AS INTEGER) - 60)";
constexpr int kStatusWidth = 3;
constexpr const char* kTables = " FROM recording r JOIN user u ON u.id = r.owner_id ";

Recording read_recording(SQLite::Statement& row, int column = 0) {
  const auto next = [&] { return row.getColumn(column++); };
  Recording r;
  r.id = next();
  r.hash = next().getString();
  r.owner_id = next();
  r.owner_name = next().getString();
  r.is_public = next().getInt() != 0;
  r.name = next().getString();
  r.path = optional_text(next());
  r.file.size = next();
  r.file.mtime_ns = next();
  r.header_rate_hz = next();
  r.time_expansion = next();
  r.sample_rate_hz = next();
  r.channels = next();
  r.samples = next();
  r.recorded_at = optional_text(next());
  r.equipment = optional_text(next());
  r.comments = optional_text(next());
  r.latitude = optional_number(next());
  r.longitude = optional_number(next());
  if (const auto cell = next(); !cell.isNull()) r.grts_cell = cell.getInt64();
  r.metadata = next().getString();
  r.created = next().getString();
  r.modified = next().getString();
  return r;
}

SpectrogramStatus read_status(SQLite::Statement& row) {
  return {optional_text(row.getColumn(0)), optional_text(row.getColumn(1)),
          row.getColumn(2).getInt() != 0};
}

/// The recordings that meet a condition.
template <class... Args>
SQLite::Statement select(Store& store, const char* condition, const Args&... args) {
  return store.query((std::string("SELECT ") + kColumns + kTables + condition).c_str(), args...);
}

std::optional<Recording> first_of(SQLite::Statement rows) {
  if (!rows.executeStep()) return std::nullopt;
  return read_recording(rows);
}

}  // namespace

std::optional<FileState> file_state(const std::filesystem::path& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  return FileState{status.st_size,
                   int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec};
}

Id ensure_user(Store& store, const std::string& name) {
  store.run("INSERT OR IGNORE INTO user (name, created) VALUES (?, ?)", name, now_utc());
  auto row = store.query("SELECT id FROM user WHERE name = ?", name);
  row.executeStep();
  return row.getColumn(0);
}

Id insert_recording(Store& store, const Recording& r) {
  auto insert = store.query(
      "INSERT INTO recording (hash, owner_id, public, name, path, file_size, file_mtime_ns,"
      " header_rate_hz, time_expansion, sample_rate_hz, channels, samples, recorded_at, equipment,"
      " comments, latitude, longitude, grts_cell, metadata, created, modified)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      nullptr, r.owner_id, int{r.is_public}, r.name, r.path, r.file.size, r.file.mtime_ns,
      r.header_rate_hz, r.time_expansion, r.sample_rate_hz, r.channels, r.samples, r.recorded_at,
      r.equipment, r.comments, r.latitude, r.longitude, r.grts_cell, r.metadata, now_utc(),
      now_utc());
  insert.bind(1, r.hash.data(), static_cast<int>(r.hash.size()));
  insert.exec();
  return store.db().getLastInsertRowid();
}

std::optional<Recording> find_recording(Store& store, Id id) {
  return first_of(select(store, "WHERE r.id = ?", id));
}

std::optional<Recording> find_recording_by_hash(Store& store, const std::string& hash,
                                                std::optional<Id> owner) {
  auto rows =
      select(store, "WHERE r.hash = ?1 AND (?2 IS NULL OR r.owner_id = ?2)", nullptr, owner);
  rows.bind(1, hash.data(), static_cast<int>(hash.size()));
  return first_of(std::move(rows));
}

namespace {

/// Parameters: 1 the user, 2 whether all, 3 the search.
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

/// Ties keep the order of the numbers.
std::string order_by(std::string field) {
  const bool descending = field.starts_with('-');
  if (descending) field.erase(0, 1);
  const auto* found = std::find_if(kSortable.begin(), kSortable.end(),
                                   [&](const auto& entry) { return field == entry.first; });
  if (found == kSortable.end()) {
    std::string names;
    for (const auto& entry : kSortable)
      names += std::string(names.empty() ? "" : ", ") + entry.first;
    throw UsageError("sort must be one of " + names + ", with or without a - before it");
  }
  return std::string(" ORDER BY ") + found->second + (descending ? " DESC" : "") + ", r.id ";
}

}  // namespace

SpectrogramStatus spectrogram_status(Store& store, Id recording_id) {
  auto row = store.query(
      (std::string("SELECT ") + kStatusColumns + kTables + "WHERE r.id = ?").c_str(), recording_id);
  if (!row.executeStep()) return {};
  return read_status(row);
}

std::vector<ListedRecording> list_recordings(Store& store, const RecordingFilter& f) {
  // The page is found first, so that only its rows are read whole.
  const std::string order = order_by(f.sort);
  auto rows = store.query(
      (std::string("SELECT ") + kStatusColumns + ", " + kColumns + kTables +
       "WHERE r.id IN (SELECT r.id" + kTables + kVisible + order + " LIMIT ?4 OFFSET ?5)" + order)
          .c_str(),
      f.user_id, int{f.all}, f.search, f.limit, f.offset);
  std::vector<ListedRecording> recordings;
  while (rows.executeStep())
    recordings.push_back({read_recording(rows, kStatusWidth), read_status(rows)});
  return recordings;
}

std::vector<Id> list_recording_ids(Store& store, const RecordingFilter& f) {
  auto rows = store.query(
      (std::string("SELECT r.id") + kTables + kVisible + order_by(f.sort) + " LIMIT ?4 OFFSET ?5")
          .c_str(),
      f.user_id, int{f.all}, f.search, f.limit, f.offset);
  std::vector<Id> ids;
  while (rows.executeStep()) ids.push_back(rows.getColumn(0));
  return ids;
}

std::vector<ListedRecording> list_recordings(Store& store, const RecordingFilter& f,
                                             const std::vector<Id>& ids) {
  auto rows =
      store.query((std::string("SELECT ") + kStatusColumns + ", " + kColumns +
                   " FROM json_each(?4) wanted CROSS JOIN recording r ON r.id = wanted.value"
                   " JOIN user u ON u.id = r.owner_id " +
                   kVisible + "ORDER BY wanted.key")
                      .c_str(),
                  f.user_id, int{f.all}, f.search, json_array(ids));
  std::vector<ListedRecording> recordings;
  while (rows.executeStep())
    recordings.push_back({read_recording(rows, kStatusWidth), read_status(rows)});
  return recordings;
}

int64_t count_recordings(Store& store, const RecordingFilter& f) {
  auto row = store.query((std::string("SELECT count(*) FROM recording r ") + kVisible).c_str(),
                         f.user_id, int{f.all}, f.search);
  row.executeStep();
  return row.getColumn(0);
}

std::vector<Id> recordings_owned_by(Store& store, Id user_id) {
  auto rows = store.query("SELECT id FROM recording WHERE owner_id = ? ORDER BY id", user_id);
  std::vector<Id> ids;
  while (rows.executeStep()) ids.push_back(rows.getColumn(0));
  return ids;
}

void update_recording(Store& store, const Recording& r) {
  store.run(
      "UPDATE recording SET public = ?, name = ?, time_expansion = ?, sample_rate_hz = ?,"
      " recorded_at = ?, equipment = ?, comments = ?, latitude = ?, longitude = ?, grts_cell = ?,"
      " metadata = ?, modified = ? WHERE id = ?",
      int{r.is_public}, r.name, r.time_expansion, r.sample_rate_hz, r.recorded_at, r.equipment,
      r.comments, r.latitude, r.longitude, r.grts_cell, r.metadata, now_utc(), r.id);
}

bool move_recording(Store& store, Id id, Id owner) {
  return store.run("UPDATE OR IGNORE recording SET owner_id = ?, modified = ? WHERE id = ?", owner,
                   now_utc(), id) > 0;
}

std::vector<RecordingFile> recording_files(Store& store) {
  auto rows = store.query(
      "SELECT r.id, r.path, u.name, r.file_size, r.file_mtime_ns FROM recording r"
      " JOIN user u ON u.id = r.owner_id WHERE r.path IS NOT NULL");
  std::vector<RecordingFile> files;
  while (rows.executeStep())
    files.push_back({rows.getColumn(0),
                     rows.getColumn(1).getString(),
                     rows.getColumn(2).getString(),
                     {rows.getColumn(3), rows.getColumn(4)}});
  return files;
}

std::vector<Recording> recordings_at(Store& store, const std::string& path) {
  // '0' follows '/' in ASCII.
  const std::string inside = path.ends_with('/') ? path : path + "/";
  std::string after = inside;
  after.back() = '0';
  auto rows =
      select(store, "WHERE r.path = ? OR (r.path >= ? AND r.path < ?)", path, inside, after);
  std::vector<Recording> recordings;
  while (rows.executeStep()) recordings.push_back(read_recording(rows));
  return recordings;
}

void relink_recording(Store& store, Id id, const std::string& path, const FileState& file) {
  store.run(
      "UPDATE recording SET path = NULL WHERE path = ? AND id <> ? AND hash <>"
      " (SELECT hash FROM recording WHERE id = ?)",
      path, id, id);
  store.run(
      "UPDATE recording SET path = ?, file_size = ?, file_mtime_ns = ?, modified = ?"
      " WHERE id = ?",
      path, file.size, file.mtime_ns, now_utc(), id);
}

void correct_length(Store& store, Id id, int64_t samples) {
  store.run("UPDATE recording SET samples = ?, modified = ? WHERE id = ? AND samples <> ?", samples,
            now_utc(), id, samples);
}

bool delete_recording(Store& store, Id id) {
  return store.run("DELETE FROM recording WHERE id = ?", id) > 0;
}

}  // namespace noctule
