// SPDX-License-Identifier: GPL-3.0-or-later
// Internal to lib/store.
#pragma once

#include "store/recordings.h"
#include "store/statement.h"

namespace noctule {

/// A row with all columns of the recording table and the name of its owner as owner_name.
Recording read_recording(Statement& row);

}  // namespace noctule
