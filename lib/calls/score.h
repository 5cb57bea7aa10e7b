// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include "calls/ridge.h"
#include "calls/score_weights.h"

namespace noctule {

using Features = std::array<float, ScoreWeights::kFeatures>;

/// Features that distinguish calls from noise, scaled to about ±3. In order: largest excess;
/// largest excess above clutter; logarithm of the mass; mean excess minus that of the bands 4 to 8
/// kHz away, minus that 2 to 4 ms earlier, minus that 9 to 25 kHz away, minus that 3 kHz away; mean
/// clutter; variation of the bins' noise; roughness (mean change of the frequency step); share of
/// its frames that have a cell; logarithm of the duration; slope; how far its peak lies below 25
/// kHz; logarithm of the bandwidth; level of its bins before and after it; its shade, dB and ms
/// (see Ridge); delay of frequencies 10 kHz lower; share of bins around the peak that are loud.
Features features_of(const Surface& surface, const Ridge& ridge);

/// Logarithm of the odds that a ridge is a call: a network with one hidden layer, fitted by
/// scripts/train-calls.
float score(const Features& features);

/// Minimum score at which a ridge counts as a call when its harmonics, echoes and neighbours are
/// judged.
inline constexpr float kSureScore = 0.5f;

}  // namespace noctule
