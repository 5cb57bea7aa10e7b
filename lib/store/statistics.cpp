// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/statistics.h"

#include <bit>
#include <cstring>

#include "store/statement.h"

namespace noctule {

static_assert(std::endian::native == std::endian::little, "floats are stored little-endian");

void store_statistics(Store& store, Id spectrogram_id, const StoredStatistics& s) {
  std::string bytes(s.reference_db.size() * sizeof(float), '\0');
  std::memcpy(bytes.data(), s.reference_db.data(), bytes.size());
  run(store,
      "INSERT OR REPLACE INTO spectrogram_statistics"
      " (spectrogram_id, floor_db, threshold_db, maximum_db, reference_db) VALUES (?, ?, ?, ?, ?)",
      spectrogram_id, static_cast<double>(s.floor_db), static_cast<double>(s.threshold_db),
      static_cast<double>(s.maximum_db), Blob{bytes});
}

std::optional<StoredStatistics> find_statistics(Store& store, Id spectrogram_id) {
  Statement row(store, "SELECT * FROM spectrogram_statistics WHERE spectrogram_id = ?",
                spectrogram_id);
  if (!row.step()) return std::nullopt;
  StoredStatistics s;
  s.floor_db = static_cast<float>(row.get<double>("floor_db"));
  s.threshold_db = static_cast<float>(row.get<double>("threshold_db"));
  s.maximum_db = static_cast<float>(row.get<double>("maximum_db"));
  const auto bytes = row.get<std::string>("reference_db");
  s.reference_db.resize(bytes.size() / sizeof(float));
  std::memcpy(s.reference_db.data(), bytes.data(), s.reference_db.size() * sizeof(float));
  return s;
}

}  // namespace noctule
