// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "calls/ridge.h"

namespace noctule {

/// Drops ridges that belong to a stronger one, so that a call is one ridge: harmonics (at 2, 3 or
/// 3/2 times its frequency or the inverse, at the same time), splatter (within its time and 18 dB
/// weaker), multipath copies (beginning within 3 ms, in its band), echoes along its last frequency,
/// and harmonics of echoes. A ridge that is noise by its score (below −2), such as an insect's
/// pulse, or strongest below 9 kHz, removes nothing; a harmonic is kept if more than twice as many
/// similar sure calls within 1 s are not harmonics. Then drops ridges that are strongest below
/// 9 kHz. Sets shade, tail and score of the rest; ordered by first frame.
std::vector<Ridge> independent_ridges(const Surface& surface, std::vector<Ridge> ridges);

}  // namespace noctule
