// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "store/recordings.h"

namespace noctule {

/// What would be removed from the store.
struct Removal {
  std::vector<Recording> recordings;
  std::vector<std::string> duplicates;  ///< paths of other files with a recording's contents
  int64_t spectrograms = 0, annotations = 0;
  int64_t copies = 0;                ///< recordings whose file is a copy kept beside the store
  std::vector<std::string> unknown;  ///< a message for each requested item that is not in the store
};

/// The recordings registered at `paths`, or below them if they are folders, and those with
/// `ids`. The files themselves need not exist.
Removal plan_removal(Store& store, const std::vector<std::filesystem::path>& paths,
                     const std::vector<Id>& ids);

/// Removes them with their spectrograms, annotations and failures, in one transaction. Files are
/// kept, except managed copies that are no longer referenced.
void remove_recordings(Store& store, const Removal& removal);
/// The same for one recording; returns false if it is already gone.
bool remove_recording(Store& store, const Recording& recording);

}  // namespace noctule
