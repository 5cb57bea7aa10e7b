// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace noctule {

/// Replaces `count` powers by 10·log10(max(1e-10, power)), with an error below 1.5e-5 dB.
void power_to_decibels(float* values, size_t count);

}  // namespace noctule
