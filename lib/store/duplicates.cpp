// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/duplicates.h"

namespace noctule {

std::vector<Duplicate> all_duplicates(Store& store) {
  auto rows = store.query("SELECT * FROM duplicate ORDER BY path");
  std::vector<Duplicate> all;
  while (rows.executeStep())
    all.push_back(
        {rows.getColumn("path").getString(),
         rows.getColumn("recording_id").getInt64(),
         {rows.getColumn("file_size").getInt64(), rows.getColumn("file_mtime_ns").getInt64()}});
  return all;
}

void remember_duplicate(Store& store, const Duplicate& duplicate) {
  store.run(
      "INSERT OR REPLACE INTO duplicate (path, recording_id, file_size, file_mtime_ns)"
      " VALUES (?, ?, ?, ?)",
      duplicate.path, duplicate.recording_id, duplicate.file.size, duplicate.file.mtime_ns);
}

bool forget_duplicate(Store& store, const std::string& path) {
  return store.run("DELETE FROM duplicate WHERE path = ?", path) > 0;
}

}  // namespace noctule
