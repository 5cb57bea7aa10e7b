// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/recording_list.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/error.h"
#include "core/page.h"
#include "core/text.h"
#include "store/recording_row.h"
#include "store/selection.h"

namespace noctule {
namespace {

/// Parameters: 4 and 5 the key of the spectrogram.
constexpr const char* kStatusColumns =
    "(SELECT created FROM spectrogram WHERE recording_id = r.id"
    "  AND parameters_id = ?4 AND renderer_version = ?5) AS status_created,"
    " (SELECT reason FROM failure WHERE recording_id = r.id"
    "  AND parameters_id = ?4 AND renderer_version = ?5) AS status_failure,"
    " EXISTS (SELECT 1 FROM claim JOIN worker w ON w.id = worker_id"
    "  WHERE recording_id = r.id AND w.heartbeat > CAST(strftime('%s', 'now') AS INTEGER) - 60)"
    " AS status_claimed,"
    " EXISTS (SELECT 1 FROM render_job WHERE recording_id = r.id AND state = 'waiting')"
    " AS status_queued";

constexpr std::array<std::pair<const char*, const char*>, 12> kSortable = {{
    {"id", "r.id"},
    {"name", "r.name COLLATE NOCASE"},
    {"recorded_date", "r.recorded_at"},
    {"duration", "CAST(r.samples AS REAL) / r.sample_rate_hz"},
    {"sample_rate", "r.sample_rate_hz"},
    {"owner", "u.name COLLATE NOCASE"},
    {"public", "r.public"},
    {"created", "r.created"},
    {"spectrogram", "s.created"},
    {"site", "r.site COLLATE NOCASE"},
    {"calls", "c.listed"},
    {"peak_freq", "c.peak_hz"},
}};

/// Ties are ordered by id.
std::string order_by(std::string field) {
  const bool descending = field.starts_with('-');
  if (descending) field.erase(0, 1);
  const auto* found = std::find_if(kSortable.begin(), kSortable.end(),
                                   [&](const auto& entry) { return field == entry.first; });
  if (found == kSortable.end()) {
    std::vector<std::string> names;
    for (const auto& entry : kSortable) names.emplace_back(entry.first);
    throw UsageError("sort must be one of " + joined(names) + ", optionally with a - before it");
  }
  return std::string(" ORDER BY ") + found->second + (descending ? " DESC" : "") + ", r.id ";
}

std::vector<Id> ids_of(Statement rows) {
  std::vector<Id> ids;
  while (rows.step()) ids.push_back(rows.get<Id>(0));
  return ids;
}

ListedRecording read_listed(Statement& row) {
  ListedRecording listed;
  listed.recording = read_recording(row);
  SpectrogramStatus& status = listed.spectrogram;
  row.read("status_created", status.created);
  row.read("status_failure", status.failure);
  row.read("status_claimed", status.claimed);
  row.read("status_queued", status.queued);
  if (const auto verdict = row.get<std::optional<std::string>>("verdict"))
    listed.verdict = verdict_named(*verdict);
  row.read("listed", listed.calls);
  row.read("peak_hz", listed.peak_hz);
  row.read("vetted", listed.vetted);
  return listed;
}

}  // namespace

RecordingPage find_recordings(Store& store, const RecordingFilter& f) {
  const Selection selection(f);
  const std::string order = order_by(f.sort);
  if (selection.has_conditions()) {
    const auto ids = ids_of(selection.select(store, "r.id", order));
    return {page_of(ids, f.limit, f.offset), static_cast<int64_t>(ids.size())};
  }
  // The first page of all recordings needs neither all ids nor a whole sort.
  const auto total = value_of<int64_t>(
      store, "SELECT count(*) FROM recording r WHERE (?2 OR r.public OR r.owner_id = ?1)",
      f.user_id, f.all);
  return {ids_of(selection.select(
              store, "r.id",
              order + "LIMIT " + std::to_string(f.limit) + " OFFSET " + std::to_string(f.offset))),
          total};
}

std::vector<ListedRecording> list_recordings(Store& store, const RecordingFilter& f,
                                             const std::vector<Id>& ids) {
  Statement rows(store,
                 std::string("SELECT ") + kStatusColumns +
                     ", r.*, u.name AS owner_name, c.verdict, coalesce(c.listed, 0) AS listed,"
                     " c.peak_hz, " +
                     kVetted +
                     " AS vetted FROM json_each(?3) wanted"
                     " CROSS JOIN recording r ON r.id = wanted.value"
                     " JOIN user u ON u.id = r.owner_id"
                     " LEFT JOIN call_set c ON c.recording_id = r.id AND c.detector_version = ?6"
                     " LEFT JOIN identification i ON i.recording_id = r.id AND i.owner_id = ?1"
                     " WHERE (?2 OR r.public OR r.owner_id = ?1) ORDER BY wanted.key",
                 f.user_id, f.all, json_array(ids), f.key.parameters_id, f.key.renderer_version,
                 f.detector_version);
  std::vector<ListedRecording> recordings;
  while (rows.step()) recordings.push_back(read_listed(rows));
  return recordings;
}

SpectrogramStatus spectrogram_status(Store& store, Id recording_id, const RenderKey& key) {
  RecordingFilter filter;
  filter.all = true;
  filter.key = key;
  const auto found = list_recordings(store, filter, {recording_id});
  return found.empty() ? SpectrogramStatus() : found.front().spectrogram;
}

std::vector<NightSummary> list_nights(Store& store, const RecordingFilter& f) {
  Statement rows = Selection(f).select(
      store,
      std::string("r.site, r.night, count(*) AS recordings, total(c.verdict = 'calls') AS calls,"
                  " total(c.verdict = 'noise') AS noise, total(c.verdict = 'empty') AS empty,"
                  " total(") +
          kVetted +
          ") AS vetted, min(r.local_time) AS first, max(r.local_time) AS last,"
          " max(r.recorded_at) AS recorded_at, avg(r.latitude) AS latitude,"
          " avg(r.longitude) AS longitude",
      " GROUP BY r.site, r.night ORDER BY r.site, r.night");
  std::vector<NightSummary> nights;
  while (rows.step()) {
    NightSummary& night = nights.emplace_back();
    rows.read("site", night.site);
    rows.read("night", night.night);
    rows.read("recordings", night.recordings);
    rows.read("calls", night.calls);
    rows.read("noise", night.noise);
    rows.read("empty", night.empty);
    rows.read("vetted", night.vetted);
    rows.read("first", night.first);
    rows.read("last", night.last);
    rows.read("recorded_at", night.recorded_at);
    rows.read("latitude", night.latitude);
    rows.read("longitude", night.longitude);
  }
  return nights;
}

}  // namespace noctule
