// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audio/metadata.h"

namespace noctule {

inline constexpr int64_t kMinRateHz = 1000;
inline constexpr int64_t kMaxRateHz = 10'000'000;

/// How many times slower than real time a recording plays, and the source of that factor.
struct TimeExpansion {
  double factor = 1;                  ///< true rate / header rate
  std::optional<std::string> source;  ///< "command line", "guano", "wamd"; none: assumed to be 1
  int64_t sample_rate_hz = 0;         ///< true rate
  std::vector<std::string> warnings;  ///< one line each, without the file name
};

/// The factor from the first of: `given` on the command line; GUANO `TE`; its WAMD record; a GUANO
/// `Samplerate` that is 2 to 100 times the header's. A metadata factor above 1 that leads beyond
/// 1 MHz, or one below 1 that leads below 1 kHz, is ignored with a warning. A true rate below 96
/// kHz without a source also causes a warning. Throws UsageError if `given` is above 1 and leads
/// beyond 1 MHz, RecordingError if the true rate is outside 1 kHz to 10 MHz.
TimeExpansion find_time_expansion(int header_rate_hz, std::optional<double> given,
                                  const RecordingMetadata& metadata);

/// Whether a warning of find_time_expansion() asks for --time-expansion; such a warning no longer
/// applies when the factor is given.
bool advises_time_expansion(std::string_view warning);

/// header rate × factor. Throws RecordingError if that is outside 1 kHz to 10 MHz.
int64_t true_rate_hz(int header_rate_hz, double factor);

}  // namespace noctule
