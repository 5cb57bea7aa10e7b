// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/calls.h"

#include "core/timestamp.h"
#include "store/statement.h"

namespace noctule {

void store_calls(Store& store, Id recording_id, int detector_version, const CallSet& set) {
  run(store, "DELETE FROM call_set WHERE recording_id = ? AND detector_version = ?", recording_id,
      detector_version);
  run(store,
      "INSERT INTO call_set (recording_id, detector_version, has_peaks, created, listed, peak_hz,"
      " max_snr_db) VALUES (?, ?, ?, ?, ?, ?, ?)",
      recording_id, detector_version, set.has_peaks, now_utc(), set.summary.listed,
      set.summary.peak_hz, set.summary.max_snr_db);
  Statement insert(store, "INSERT INTO call VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                   last_inserted(store));
  int number = 0;
  for (const auto& [call, score] : set.candidates) {
    insert.rebind(2, number++, call.start_ms, call.end_ms, call.low_hz, call.high_hz, call.peak_hz,
                  call.char_hz, call.slope_khz_per_ms, call.snr_db, static_cast<double>(score));
    insert.run();
  }
}

std::optional<CallSet> find_calls(Store& store, Id recording_id, int detector_version) {
  Statement found(
      store, "SELECT id, has_peaks FROM call_set WHERE recording_id = ? AND detector_version = ?",
      recording_id, detector_version);
  if (!found.step()) return std::nullopt;
  CallSet set;
  found.read("has_peaks", set.has_peaks);
  Statement rows(store, "SELECT * FROM call WHERE call_set_id = ? ORDER BY number",
                 found.get<Id>("id"));
  while (rows.step()) {
    auto& [call, score] = set.candidates.emplace_back();
    rows.read("start_ms", call.start_ms);
    rows.read("end_ms", call.end_ms);
    rows.read("low_hz", call.low_hz);
    rows.read("high_hz", call.high_hz);
    rows.read("peak_hz", call.peak_hz);
    rows.read("char_hz", call.char_hz);
    rows.read("slope_khz_per_ms", call.slope_khz_per_ms);
    rows.read("snr_db", call.snr_db);
    rows.read("score", score);
  }
  return set;
}

void delete_calls_of(Store& store, Id recording_id) {
  run(store, "DELETE FROM call_set WHERE recording_id = ?", recording_id);
}

}  // namespace noctule
