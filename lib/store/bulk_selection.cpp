// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/bulk_selection.h"

#include "store/statement.h"

namespace noctule {

size_t count_visible(Store& store, const std::vector<Id>& recordings, Id user, bool admin) {
  return value_of<size_t>(
      store,
      "SELECT count(*) FROM recording r WHERE r.id IN (SELECT value FROM json_each(?1))"
      " AND (?3 OR r.public OR r.owner_id = ?2)",
      json_array(recordings), user, admin);
}

std::vector<Id> lacking_spectrogram(Store& store, const std::vector<Id>& recordings) {
  return values_of<Id>(
      store,
      "SELECT r.id FROM recording r WHERE r.id IN (SELECT value FROM json_each(?))"
      " AND NOT EXISTS (SELECT 1 FROM spectrogram WHERE recording_id = r.id) ORDER BY r.id",
      json_array(recordings));
}

std::vector<Id> lacking_spectrogram_of_user(Store& store, Id user) {
  return values_of<Id>(
      store,
      "SELECT r.id FROM recording r WHERE r.owner_id = ?"
      " AND NOT EXISTS (SELECT 1 FROM spectrogram WHERE recording_id = r.id) ORDER BY r.id",
      user);
}

std::vector<BulkCandidate> bulk_candidates(Store& store, const RenderKey& key) {
  Statement rows(store,
                 "SELECT r.id, r.name, r.path, r.metadata,"
                 " 1000.0 * r.samples / r.sample_rate_hz AS duration_ms,"
                 " s.created AS created, coalesce(s.bytes, 0) AS bytes"
                 " FROM recording r LEFT JOIN spectrogram s ON s.recording_id = r.id"
                 "  AND s.parameters_id = ? AND s.renderer_version = ? ORDER BY r.id",
                 key.parameters_id, key.renderer_version);
  std::vector<BulkCandidate> candidates;
  while (rows.step()) {
    BulkCandidate& c = candidates.emplace_back();
    rows.read("id", c.id);
    rows.read("name", c.name);
    rows.read("path", c.path);
    rows.read("metadata", c.metadata);
    rows.read("duration_ms", c.duration_ms);
    rows.read("created", c.created);
    rows.read("bytes", c.bytes);
  }
  return candidates;
}

}  // namespace noctule
