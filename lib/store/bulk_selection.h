// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/spectrograms.h"

namespace noctule {

/// Number of these recordings that exist and are visible to the user, in one query.
size_t count_visible(Store& store, const std::vector<Id>& recordings, Id user, bool admin);

/// Recordings that have no spectrogram with this key yet, ordered by id.
std::vector<Id> lacking_spectrogram(Store& store, const std::vector<Id>& recordings,
                                    const RenderKey& key);
std::vector<Id> lacking_spectrogram_of_user(Store& store, Id user, const RenderKey& key);

/// What a bulk run needs to know of a recording to decide what to do with it.
struct BulkCandidate {
  Id id = 0;
  std::string name;
  std::optional<std::string> path;  ///< of the recording's file
  std::string metadata;             ///< JSON
  double duration_ms = 0;
  std::optional<std::string> created;  ///< of its spectrogram with the key; nullopt without one
  int64_t bytes = 0;                   ///< of that spectrogram
};
/// All recordings, ordered by id. With an empty key ({}), none has a spectrogram.
std::vector<BulkCandidate> bulk_candidates(Store& store, const RenderKey& key);

}  // namespace noctule
