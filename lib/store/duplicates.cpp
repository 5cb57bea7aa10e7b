// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/duplicates.h"

#include "store/statement.h"

namespace noctule {

std::vector<Duplicate> all_duplicates(Store& store) {
  Statement rows(store, "SELECT * FROM duplicate ORDER BY path");
  std::vector<Duplicate> all;
  while (rows.step())
    all.push_back({rows.get<std::string>("path"),
                   rows.get<Id>("recording_id"),
                   {rows.get<int64_t>("file_size"), rows.get<int64_t>("file_mtime_ns")}});
  return all;
}

void remember_duplicate(Store& store, const Duplicate& duplicate) {
  run(store,
      "INSERT OR REPLACE INTO duplicate (path, recording_id, file_size, file_mtime_ns)"
      " VALUES (?, ?, ?, ?)",
      duplicate.path, duplicate.recording_id, duplicate.file.size, duplicate.file.mtime_ns);
}

bool forget_duplicate(Store& store, const std::string& path) {
  return run(store, "DELETE FROM duplicate WHERE path = ?", path) > 0;
}

}  // namespace noctule
