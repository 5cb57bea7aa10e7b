// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>

#include "store/store.h"

namespace noctule {

/// Copies what another store has and this one lacks: recordings (matched by owner and contents) and
/// their spectrograms with images and segments, calls, annotations, duplicates and failures. Uses
/// one transaction per recording, so an interrupted merge keeps what it copied; merging again
/// changes nothing. `report` is called once per recording with its id here, its path, and whether
/// it is new here. Throws FatalError if the other is not a store or is newer than this program.
void merge_store(Store& store, const std::filesystem::path& other,
                 const std::function<void(Id, const std::string& path, bool added)>& report);

}  // namespace noctule
