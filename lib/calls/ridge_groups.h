// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "calls/ridge.h"

namespace noctule {

/// Joins pieces of one sweep: where a ridge begins at most 2 ms after another's end (5 ms where
/// both are of one constant frequency, or 1.6 ms before it) about where that one's slope leads.
/// Then leaves out what is shorter than 0.7 ms or has a mass below 9 dB·ms. `ridges` are ordered by
/// first frame.
std::vector<Ridge> join_ridges(const Surface& surface, std::vector<Ridge> ridges);

/// Leaves out what belongs to a stronger ridge, so that a call is one ridge: harmonics (twice,
/// three or one and a half times its frequency or a part of it, at the same time), splatter (within
/// its time and 18 dB weaker), the same sweep by another path (beginning within 3 ms in its band),
/// and echoes along its last frequency. A ridge that is itself noise by its score (below −2), such
/// as an insect's pulse, takes nothing away; a harmonic stays where more than twice as many sure
/// calls like it, within 1 s, are nobody's harmonics. Then leaves out what is strongest below
/// 9 kHz. Sets shade, tail and score of the others;
/// ordered by first frame.
std::vector<Ridge> independent_ridges(const Surface& surface, std::vector<Ridge> ridges);

}  // namespace noctule
