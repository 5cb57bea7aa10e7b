// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include "calls/ridge.h"
#include "calls/score_weights.h"

namespace noctule {

using Features = std::array<float, ScoreWeights::kFeatures>;

/// What tells a call from a piece of noise, scaled to about ±3. In order: largest excess; largest
/// excess above clutter; logarithm of the mass; mean excess less that of 4 kHz wide bands 4 kHz
/// beside the ridge, less that 2 to 4 ms earlier, less that 9 to 25 kHz away, less that 3 kHz away;
/// mean clutter; how much the bins' noise varies; roughness (mean change of the step); share of its
/// frames that have a cell; logarithm of the duration; slope; how far its peak lies below 25 kHz;
/// logarithm of the bandwidth; level of its bins before and after it; its shade (see Ridge);
/// how much later 10 kHz lower frequencies come, and how many bins around the peak are loud.
Features features_of(const Surface& surface, const Ridge& ridge);

/// Logarithm of the odds that a ridge is a call: a network with one hidden layer, fitted by
/// scripts/train-calls.
float score(const Features& features);

}  // namespace noctule
