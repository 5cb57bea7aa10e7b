// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/spectrograms.h"

namespace noctule {

/// How many of these recordings exist and may be seen by the user; one query for all.
size_t count_visible(Store& store, const std::vector<Id>& recordings, Id user, bool admin);

/// Those that have no spectrogram with this key yet, in the order of their ids.
std::vector<Id> lacking_spectrogram(Store& store, const std::vector<Id>& recordings,
                                    const RenderKey& key);
std::vector<Id> lacking_spectrogram_of_user(Store& store, Id user, const RenderKey& key);

/// A recording and whether it has a spectrogram, as far as bulk needs them to choose its work.
struct BulkCandidate {
  Id id = 0;
  std::string name;
  std::optional<std::string> path;  ///< as the recording's
  std::string metadata;             ///< JSON
  double duration_ms = 0;
  std::optional<std::string> created;  ///< of its spectrogram with the key; nothing without one
  int64_t bytes = 0;                   ///< of that
};
/// Every recording by id. With the key that no spectrogram has ({}), none has one.
std::vector<BulkCandidate> bulk_candidates(Store& store, const RenderKey& key);

}  // namespace noctule
