// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

namespace noctule {

/// One bat call, as measured by lib/calls. Times are real time (time expansion removed) from the
/// start of the recording. calls/measure.h defines each value.
struct Call {
  double start_ms = 0;
  double end_ms = 0;
  double low_hz = 0;
  double high_hz = 0;
  double peak_hz = 0;
  double char_hz = 0;
  double slope_khz_per_ms = 0;
  double snr_db = 0;
  std::optional<double> interval_ms;  ///< from the previous call's start; none for the first

  bool operator==(const Call&) const = default;
};

}  // namespace noctule
