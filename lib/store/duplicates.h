// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "store/recordings.h"

namespace noctule {

/// Another file with the same contents as a recording.
struct Duplicate {
  std::string path;  ///< absolute
  Id recording_id = 0;
  FileState file;
};

std::vector<Duplicate> all_duplicates(Store& store);
void remember_duplicate(Store& store, const Duplicate& duplicate);
/// Returns false if there is none.
bool forget_duplicate(Store& store, const std::string& path);

}  // namespace noctule
