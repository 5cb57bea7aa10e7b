// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "store/store.h"

namespace noctule {

/// Statistics of a whole recording, in decibels, as needed to draw any region of it.
struct StoredStatistics {
  float floor_db = 0, threshold_db = 0, maximum_db = 0;
  std::vector<float> reference_db;  ///< of each bin
};

/// Replaces those of the spectrogram.
void store_statistics(Store& store, Id spectrogram_id, const StoredStatistics& statistics);
/// nullopt for spectrograms that an earlier version stored.
std::optional<StoredStatistics> find_statistics(Store& store, Id spectrogram_id);

}  // namespace noctule
