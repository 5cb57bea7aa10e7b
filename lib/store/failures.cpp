// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/failures.h"

#include <sys/stat.h>

#include <utility>

#include "core/timestamp.h"
#include "store/statement.h"

namespace noctule {
namespace {

/// When the file's status last changed; 0 if there is no such file.
int64_t ctime_ns(const std::filesystem::path& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return 0;
  return int64_t{status.st_ctim.tv_sec} * 1'000'000'000 + status.st_ctim.tv_nsec;
}

Failure read_failure(Statement& row) {
  return {{row.get<int64_t>("file_size"), row.get<int64_t>("file_mtime_ns")},
          row.get<std::string>("reason"),
          row.get<int64_t>("file_ctime_ns")};
}

}  // namespace

Failure failure_now(const std::filesystem::path& path, std::string reason) {
  return {file_state(path).value_or(FileState{}), std::move(reason), ctime_ns(path)};
}

bool still_applies(const Failure& failure, const std::filesystem::path& path) {
  return file_state(path).value_or(FileState{}) == failure.file &&
         ctime_ns(path) == failure.file_ctime_ns;
}

void remember_file_failure(Store& store, const std::string& path, const Failure& failure) {
  run(store,
      "INSERT OR REPLACE INTO failure (id, path, file_size, file_mtime_ns, file_ctime_ns,"
      " reason, created)"
      " VALUES ((SELECT coalesce(max(id), 0) + 1 FROM failure), ?, ?, ?, ?, ?, ?)",
      path, failure.file.size, failure.file.mtime_ns, failure.file_ctime_ns, failure.reason,
      now_utc());
}

void forget_file_failure(Store& store, const std::string& path) {
  run(store, "DELETE FROM failure WHERE path = ?", path);
}

std::map<std::string, Failure> file_failures(Store& store) {
  Statement rows(store, "SELECT * FROM failure WHERE path IS NOT NULL");
  std::map<std::string, Failure> failures;
  while (rows.step()) failures[rows.get<std::string>("path")] = read_failure(rows);
  return failures;
}

void remember_render_failure(Store& store, Id recording_id, const RenderKey& key,
                             const Failure& failure) {
  run(store,
      "INSERT OR REPLACE INTO failure (id, recording_id, parameters_id, renderer_version,"
      " file_size, file_mtime_ns, file_ctime_ns, reason, created)"
      " VALUES ((SELECT coalesce(max(id), 0) + 1 FROM failure), ?, ?, ?, ?, ?, ?, ?, ?)",
      recording_id, key.parameters_id, key.renderer_version, failure.file.size,
      failure.file.mtime_ns, failure.file_ctime_ns, failure.reason, now_utc());
}

std::map<Id, Failure> render_failures(Store& store, const RenderKey& key) {
  Statement rows(store, "SELECT * FROM failure WHERE parameters_id = ? AND renderer_version = ?",
                 key.parameters_id, key.renderer_version);
  std::map<Id, Failure> failures;
  while (rows.step()) failures[rows.get<Id>("recording_id")] = read_failure(rows);
  return failures;
}

std::optional<Failure> find_render_failure(Store& store, Id recording_id, const RenderKey& key) {
  Statement row(
      store,
      "SELECT * FROM failure WHERE recording_id = ? AND parameters_id = ? AND renderer_version = ?",
      recording_id, key.parameters_id, key.renderer_version);
  if (!row.step()) return std::nullopt;
  return read_failure(row);
}

Id last_failure_id(Store& store) {
  return value_of<Id>(store, "SELECT coalesce(max(id), 0) FROM failure");
}

void forget_render_failure(Store& store, Id recording_id, const RenderKey& key) {
  run(store,
      "DELETE FROM failure WHERE recording_id = ? AND parameters_id = ?"
      " AND renderer_version = ?",
      recording_id, key.parameters_id, key.renderer_version);
}

void forget_render_failures(Store& store, Id recording_id) {
  run(store, "DELETE FROM failure WHERE recording_id = ?", recording_id);
}

}  // namespace noctule
