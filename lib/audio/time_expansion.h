// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audio/metadata.h"

namespace noctule {

inline constexpr int64_t kMinRateHz = 1000;
inline constexpr int64_t kMaxRateHz = 10'000'000;

/// How much slower than true a recording plays, and how that is known.
struct TimeExpansion {
  double factor = 1;                  ///< true rate / header rate
  std::optional<std::string> source;  ///< "command line", "guano", "wamd"; none: assumed to be 1
  int64_t sample_rate_hz = 0;         ///< true rate
  std::vector<std::string> warnings;  ///< a line each, without the file's name
};

/// The factor from the first of: `given` on the command line; GUANO `TE`; WAMD's record of it; a
/// GUANO `Samplerate` that is 2 to 100 times the header's. A factor from metadata that leads
/// beyond 1 MHz is passed over with a warning; a true rate below 96 kHz that no source explains
/// gives one too. Throws UsageError where `given` leads beyond 1 MHz, RecordingError where the
/// true rate is not from 1 kHz to 10 MHz.
TimeExpansion find_time_expansion(int header_rate_hz, std::optional<double> given,
                                  const RecordingMetadata& metadata);

/// header rate × factor. Throws RecordingError where that is not from 1 kHz to 10 MHz.
int64_t true_rate_hz(int header_rate_hz, double factor);

}  // namespace noctule
