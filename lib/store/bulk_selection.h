// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "store/store.h"

namespace noctule {

/// How many of these recordings exist and may be seen by the user; one query for all.
size_t count_visible(Store& store, const std::vector<Id>& recordings, Id user, bool admin);

/// Those that have no spectrogram yet, in the order of their ids.
std::vector<Id> lacking_spectrogram(Store& store, const std::vector<Id>& recordings);
std::vector<Id> lacking_spectrogram_of_user(Store& store, Id user);

}  // namespace noctule
