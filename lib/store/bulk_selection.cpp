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

namespace {

constexpr const char* kLacking =
    " AND NOT EXISTS (SELECT 1 FROM spectrogram WHERE recording_id = r.id"
    "  AND parameters_id = ?2 AND renderer_version = ?3) ORDER BY r.id";

}  // namespace

std::vector<Id> lacking_spectrogram(Store& store, const std::vector<Id>& recordings,
                                    const RenderKey& key) {
  return values_of<Id>(store,
                       std::string("SELECT r.id FROM recording r"
                                   " WHERE r.id IN (SELECT value FROM json_each(?1))") +
                           kLacking,
                       json_array(recordings), key.parameters_id, key.renderer_version);
}

std::vector<Id> lacking_spectrogram_of_user(Store& store, Id user, const RenderKey& key) {
  return values_of<Id>(store,
                       std::string("SELECT r.id FROM recording r WHERE r.owner_id = ?1") + kLacking,
                       user, key.parameters_id, key.renderer_version);
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
