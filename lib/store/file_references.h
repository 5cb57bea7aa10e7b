// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "store/store.h"

namespace noctule {

/// Whether a recording with this hash (32 bytes) has a path that ends in `file_name`. Folders are
/// ignored, so that a store that was moved keeps its files.
bool is_file_referred_to(Store& store, const std::string& hash, const std::string& file_name);

}  // namespace noctule
