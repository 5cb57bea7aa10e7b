// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "store/recordings.h"

namespace noctule {

/// What the store would forget.
struct Removal {
  std::vector<Recording> recordings;
  std::vector<std::string> duplicates;  ///< paths of further files with a recording's contents
  int64_t spectrograms = 0, annotations = 0;
  std::vector<std::string> unknown;  ///< what was asked for and is not in the store, one line each
};

/// The recordings registered under `paths`, or below them where they are folders, and those of
/// `ids`. The files themselves need not exist.
Removal plan_removal(Store& store, const std::vector<std::filesystem::path>& paths,
                     const std::vector<Id>& ids);

/// Forgets them with their spectrograms, annotations and failures, in one transaction; files stay,
/// but for copies that the store kept of them and nothing needs any more.
void remove_recordings(Store& store, const Removal& removal);
/// The same for one recording; false where it is gone already.
bool remove_recording(Store& store, const Recording& recording);

}  // namespace noctule
