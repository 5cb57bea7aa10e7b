// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>

#include "store/store.h"

namespace noctule {

/// Copies what another store holds and this one does not: recordings (by owner and contents), their
/// spectrograms with images and segments, annotations, failures. One transaction a recording, so
/// that what was merged stays merged; merging again changes nothing. `report` is called once a
/// recording with its id here, its path, and whether the recording is new here.
/// Throws FatalError where the other is no store or a newer one.
void merge_store(Store& store, const std::filesystem::path& other,
                 const std::function<void(Id, const std::string& path, bool added)>& report);

}  // namespace noctule
