// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/bulk_selection.h"

namespace noctule {
namespace {

std::vector<Id> ids_of(SQLite::Statement rows) {
  std::vector<Id> ids;
  while (rows.executeStep()) ids.push_back(rows.getColumn(0));
  return ids;
}

}  // namespace

size_t count_visible(Store& store, const std::vector<Id>& recordings, Id user, bool admin) {
  auto row = store.query(
      "SELECT count(*) FROM recording r WHERE r.id IN (SELECT value FROM json_each(?1))"
      " AND (?3 OR r.public OR r.owner_id = ?2)",
      json_array(recordings), user, int{admin});
  row.executeStep();
  return static_cast<size_t>(row.getColumn(0).getInt64());
}

std::vector<Id> lacking_spectrogram(Store& store, const std::vector<Id>& recordings) {
  return ids_of(store.query(
      "SELECT r.id FROM recording r WHERE r.id IN (SELECT value FROM json_each(?))"
      " AND NOT EXISTS (SELECT 1 FROM spectrogram WHERE recording_id = r.id) ORDER BY r.id",
      json_array(recordings)));
}

std::vector<Id> lacking_spectrogram_of_user(Store& store, Id user) {
  return ids_of(store.query(
      "SELECT r.id FROM recording r WHERE r.owner_id = ?"
      " AND NOT EXISTS (SELECT 1 FROM spectrogram WHERE recording_id = r.id) ORDER BY r.id",
      user));
}

}  // namespace noctule
