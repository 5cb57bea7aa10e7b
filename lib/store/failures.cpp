// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/failures.h"

#include <sys/stat.h>

#include <utility>

namespace noctule {
namespace {

/// When the file's status changed last; 0 where there is no such file.
int64_t ctime_ns(const std::filesystem::path& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return 0;
  return int64_t{status.st_ctim.tv_sec} * 1'000'000'000 + status.st_ctim.tv_nsec;
}

Failure read_failure(SQLite::Statement& row) {
  return {{row.getColumn("file_size").getInt64(), row.getColumn("file_mtime_ns").getInt64()},
          row.getColumn("reason").getString(),
          row.getColumn("file_ctime_ns").getInt64()};
}

}  // namespace

Failure failure_now(const std::filesystem::path& path, std::string reason) {
  return {file_state(path).value_or(FileState{}), std::move(reason), ctime_ns(path)};
}

bool still_stands(const Failure& failure, const std::filesystem::path& path) {
  return file_state(path).value_or(FileState{}) == failure.file &&
         ctime_ns(path) == failure.file_ctime_ns;
}

void remember_file_failure(Store& store, const std::string& path, const Failure& failure) {
  store.run(
      "INSERT OR REPLACE INTO failure (id, path, file_size, file_mtime_ns, file_ctime_ns,"
      " reason, created)"
      " VALUES ((SELECT coalesce(max(id), 0) + 1 FROM failure), ?, ?, ?, ?, ?, ?)",
      path, failure.file.size, failure.file.mtime_ns, failure.file_ctime_ns, failure.reason,
      now_utc());
}

void forget_file_failure(Store& store, const std::string& path) {
  store.run("DELETE FROM failure WHERE path = ?", path);
}

std::map<std::string, Failure> file_failures(Store& store) {
  auto rows = store.query("SELECT * FROM failure WHERE path IS NOT NULL");
  std::map<std::string, Failure> failures;
  while (rows.executeStep()) failures[rows.getColumn("path").getString()] = read_failure(rows);
  return failures;
}

void remember_render_failure(Store& store, Id recording_id, const RenderKey& key,
                             const Failure& failure) {
  store.run(
      "INSERT OR REPLACE INTO failure (id, recording_id, parameters_id, renderer_version,"
      " file_size, file_mtime_ns, file_ctime_ns, reason, created)"
      " VALUES ((SELECT coalesce(max(id), 0) + 1 FROM failure), ?, ?, ?, ?, ?, ?, ?, ?)",
      recording_id, key.parameters_id, key.renderer_version, failure.file.size,
      failure.file.mtime_ns, failure.file_ctime_ns, failure.reason, now_utc());
}

std::map<Id, Failure> render_failures(Store& store, const RenderKey& key) {
  auto rows = store.query("SELECT * FROM failure WHERE parameters_id = ? AND renderer_version = ?",
                          key.parameters_id, key.renderer_version);
  std::map<Id, Failure> failures;
  while (rows.executeStep())
    failures[rows.getColumn("recording_id").getInt64()] = read_failure(rows);
  return failures;
}

std::optional<Failure> find_render_failure(Store& store, Id recording_id, const RenderKey& key) {
  auto row = store.query(
      "SELECT * FROM failure WHERE recording_id = ? AND parameters_id = ? AND renderer_version = ?",
      recording_id, key.parameters_id, key.renderer_version);
  if (!row.executeStep()) return std::nullopt;
  return read_failure(row);
}

Id last_failure_id(Store& store) {
  auto row = store.query("SELECT coalesce(max(id), 0) FROM failure");
  row.executeStep();
  return row.getColumn(0);
}

void forget_render_failure(Store& store, Id recording_id, const RenderKey& key) {
  store.run(
      "DELETE FROM failure WHERE recording_id = ? AND parameters_id = ?"
      " AND renderer_version = ?",
      recording_id, key.parameters_id, key.renderer_version);
}

void forget_render_failures(Store& store, Id recording_id) {
  store.run("DELETE FROM failure WHERE recording_id = ?", recording_id);
}

}  // namespace noctule
