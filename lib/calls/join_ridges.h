// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "calls/ridge.h"

namespace noctule {

/// Joins pieces of one sweep: a ridge that begins at most 2 ms after another's end (5 ms if both
/// have the same constant frequency), or at most 1.6 ms before it, close to where the other's slope
/// leads; but not echoes, unless both have the same constant frequency and level (within 6 dB).
/// Then drops ridges that are shorter than 0.7 ms or have a mass below 9 dB·ms. `ridges` must be
/// ordered by first frame.
std::vector<Ridge> join_ridges(const Surface& surface, std::vector<Ridge> ridges);

}  // namespace noctule
