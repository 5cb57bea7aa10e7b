// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "calls/ridge.h"
#include "core/call.h"

namespace noctule {

/// Measures the call that a ridge is; everything but the interval. `first_frame` is the surface's.
/// - start, end: the ridge's ends; where it is loud, at most 0.3 ms further in, at half the
/// amplitude
///   (−6 dB) of the largest within 1.5 ms, since the window smears an end.
/// - low, high: of the ridge between them, ± half a bin (those of the strongest component).
/// - peak: where the power is largest (FmaxE in Russ, British Bat Calls, 2012; Fpeak elsewhere).
/// - char: where the slope is least in the last 40 % (Fc, the characteristic frequency, as in
///   Corben's Anabat software: "the flattest part of the call", and Kaleidoscope, SonoBat).
/// - slope: there, from a straight line through 1.6 ms; negative where the frequency falls.
/// - snr: its strongest cell over the noise's mean power in that bin.
/// Frequencies are refined by a parabola through three bins.
Call measure_call(const Surface& surface, const Ridge& ridge, int64_t first_frame);

}  // namespace noctule
