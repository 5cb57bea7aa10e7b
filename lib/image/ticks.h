// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace noctule {

/// The smallest of 1, 2 and 5 times a power of ten that is at least `minimum`; `minimum` > 0.
double round_step(double minimum);

/// The multiples of `step` from `low` to `high`, both included.
std::vector<double> multiples(double step, double low, double high);

/// A multiple of `step` with the decimals that the step has, e.g. "12.50" for 0.25.
std::string tick_label(double value, double step);

}  // namespace noctule
