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

/// Drops ridges that belong to a stronger one, so that a call is one ridge: harmonics (at 2, 3 or
/// 3/2 times its frequency or the inverse, at the same time), splatter (within its time and 18 dB
/// weaker), multipath copies (beginning within 3 ms, in its band), echoes along its last frequency,
/// and harmonics of echoes. A ridge that is noise by its score (below −2), such as an insect's
/// pulse, or strongest below 9 kHz, removes nothing; a harmonic is kept if more than twice as many
/// similar sure calls within 1 s are not harmonics. Then drops ridges that are strongest below
/// 9 kHz. Sets shade, tail and score of the rest; ordered by first frame.
std::vector<Ridge> independent_ridges(const Surface& surface, std::vector<Ridge> ridges);

}  // namespace noctule
