// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/ticks.h"

#include <cmath>
#include <cstdint>
#include <cstdio>

namespace noctule {
namespace {

constexpr double kTolerance = 1e-9;  ///< in steps: a border is a tick despite rounding

}  // namespace

double round_step(double minimum) {
  const double power = std::pow(10, std::floor(std::log10(minimum)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= minimum * (1 - kTolerance)) return factor * power;
  return 10 * power;
}

std::vector<double> multiples(double step, double low, double high) {
  const auto first = static_cast<int64_t>(std::ceil(low / step - kTolerance));
  const auto last = static_cast<int64_t>(std::floor(high / step + kTolerance));
  std::vector<double> values;
  for (int64_t i = first; i <= last; ++i) values.push_back(static_cast<double>(i) * step);
  return values;
}

std::string tick_label(double value, double step) {
  int decimals = 0;
  for (double rest = step; decimals < 6 && std::abs(rest - std::round(rest)) > 1e-6; rest *= 10)
    ++decimals;
  char text[32];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

}  // namespace noctule
