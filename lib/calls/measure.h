// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "calls/ridge.h"
#include "core/call.h"

namespace noctule {

/// Measures everything but the interval of a ridge's call. `first_frame` is the surface's.
/// - start, end: ends of the ridge; if it is loud, shifted by at most 0.3 ms towards half the
///   amplitude (−6 dB) of the maximum within 1.5 ms, because the window smears the ends. The end is
///   0.25 ms later than that, because calls fade out.
/// - low, high: range of the ridge between them, ± half a bin (strongest component only).
/// - peak: where the power is largest (FmaxE in Russ, British Bat Calls, 2012; Fpeak elsewhere).
/// - char: where the slope is flattest in the last 40 % (Fc, the characteristic frequency, as in
///   Corben's Anabat software: "the flattest part of the call", and Kaleidoscope, SonoBat).
/// - slope: at char, from a line fit over 1.6 ms; negative if the frequency falls.
/// - snr: level of the strongest cell above the mean noise power of its bin.
/// Frequencies are refined by a parabola through three bins.
Call measure_call(const Surface& surface, const Ridge& ridge, int64_t first_frame);

}  // namespace noctule
