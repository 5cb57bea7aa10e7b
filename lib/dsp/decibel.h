// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace noctule {

/// 10·log10(max(1e-10, power)) of `count` values, in place; within 1e-5 dB of the true value.
void power_to_decibels(float* values, size_t count);

}  // namespace noctule
