// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/failures.h"

namespace noctule {

void remember_file_failure(Store& store, const std::string& path, const Failure& failure) {
  store.run(
      "INSERT OR REPLACE INTO failure (path, file_size, file_mtime_ns, reason, created)"
      " VALUES (?, ?, ?, ?, ?)",
      path, failure.file.size, failure.file.mtime_ns, failure.reason, now_utc());
}

void forget_file_failure(Store& store, const std::string& path) {
  store.run("DELETE FROM failure WHERE path = ?", path);
}

std::map<std::string, Failure> file_failures(Store& store) {
  auto rows = store.query(
      "SELECT path, file_size, file_mtime_ns, reason FROM failure WHERE path IS NOT NULL");
  std::map<std::string, Failure> failures;
  while (rows.executeStep())
    failures[rows.getColumn(0).getString()] = {
        {rows.getColumn(1).getInt64(), rows.getColumn(2).getInt64()},
        rows.getColumn(3).getString()};
  return failures;
}

void remember_render_failure(Store& store, Id recording_id, const RenderKey& key,
                             const Failure& failure) {
  store.run(
      "INSERT OR REPLACE INTO failure (recording_id, parameters_id, renderer_version,"
      " file_size, file_mtime_ns, reason, created) VALUES (?, ?, ?, ?, ?, ?, ?)",
      recording_id, key.parameters_id, key.renderer_version, failure.file.size,
      failure.file.mtime_ns, failure.reason, now_utc());
}

std::map<Id, Failure> render_failures(Store& store, const RenderKey& key) {
  auto rows = store.query(
      "SELECT recording_id, file_size, file_mtime_ns, reason FROM failure"
      " WHERE parameters_id = ? AND renderer_version = ?",
      key.parameters_id, key.renderer_version);
  std::map<Id, Failure> failures;
  while (rows.executeStep())
    failures[rows.getColumn(0).getInt64()] = {
        {rows.getColumn(1).getInt64(), rows.getColumn(2).getInt64()},
        rows.getColumn(3).getString()};
  return failures;
}

void forget_render_failure(Store& store, Id recording_id, const RenderKey& key) {
  store.run(
      "DELETE FROM failure WHERE recording_id = ? AND parameters_id = ?"
      " AND renderer_version = ?",
      recording_id, key.parameters_id, key.renderer_version);
}

}  // namespace noctule
