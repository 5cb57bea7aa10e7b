// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/calls.h"

namespace noctule {

void store_calls(Store& store, Id recording_id, int detector_version, const CallSet& set) {
  store.run("DELETE FROM call_set WHERE recording_id = ? AND detector_version = ?", recording_id,
            detector_version);
  store.run(
      "INSERT INTO call_set (recording_id, detector_version, has_peaks, created)"
      " VALUES (?, ?, ?, ?)",
      recording_id, detector_version, int{set.has_peaks}, now_utc());
  auto insert = store.query("INSERT INTO call VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                            store.db().getLastInsertRowid());
  int number = 0;
  for (const auto& [call, score] : set.candidates) {
    insert.reset();
    int index = 1;
    insert.bind(++index, number++);
    for (const double value :
         {call.start_ms, call.end_ms, call.low_hz, call.high_hz, call.peak_hz, call.char_hz,
          call.slope_khz_per_ms, call.snr_db, static_cast<double>(score)})
      insert.bind(++index, value);
    insert.exec();
  }
}

std::optional<CallSet> find_calls(Store& store, Id recording_id, int detector_version) {
  auto found = store.query(
      "SELECT id, has_peaks FROM call_set WHERE recording_id = ? AND detector_version = ?",
      recording_id, detector_version);
  if (!found.executeStep()) return std::nullopt;
  CallSet set;
  set.has_peaks = found.getColumn("has_peaks").getInt() != 0;
  auto rows = store.query("SELECT * FROM call WHERE call_set_id = ? ORDER BY number",
                          found.getColumn("id").getInt64());
  while (rows.executeStep()) {
    const auto number = [&](const char* name) { return rows.getColumn(name).getDouble(); };
    set.candidates.push_back({{number("start_ms"), number("end_ms"), number("low_hz"),
                               number("high_hz"), number("peak_hz"), number("char_hz"),
                               number("slope_khz_per_ms"), number("snr_db"), std::nullopt},
                              static_cast<float>(number("score"))});
  }
  return set;
}

void delete_calls_of(Store& store, Id recording_id) {
  store.run("DELETE FROM call_set WHERE recording_id = ?", recording_id);
}

}  // namespace noctule
