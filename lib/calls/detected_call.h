// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/call.h"

namespace noctule {

/// A candidate call and its score: the logarithm of the odds that it is a call, judged by its shape
/// and surroundings. It is *listed* if its score is at least 0 and its SNR at least the option's.
/// It is *possible* (worth showing, but not counting) if its score is at least −2.5 and its SNR at
/// most 3 dB below the option's.
struct DetectedCall {
  Call call;
  float score = 0;
  bool listed = false;
};

inline constexpr float kListedScore = 0.0f, kPossibleScore = -2.5f;
inline constexpr double kPossibleBelowDb = 3;

/// A ridge that is unlikely to be a call (score below −1).
struct UnlikelyCall {
  double start_ms = 0;
  double peak_hz = 0;
};

inline constexpr float kUnlikelyScore = -1.0f;

/// Lowers the score of isolated calls by 1: bats call in series of similar calls, whereas rain
/// drops and rustling leaves differ from each other. A call is isolated if no other sure call
/// (score of at least 0.5) starts within 1 s, with its characteristic frequency within 5 kHz and
/// 0.4 to 2.5 times its duration. Lowers the score of calls in a crowd by 2: cricket song has a few
/// call-like pulses among many others. A crowd is more than 6 unlikely calls, plus 4 for each sure
/// call, that start within 1 s with their peak within 5 kHz. Both lists must be ordered by start.
void score_by_neighbours(std::vector<DetectedCall>& calls,
                         const std::vector<UnlikelyCall>& unlikely);

/// Marks the listed calls, removes those that are not even possible, and sets the intervals of the
/// listed ones. `calls` must be ordered by start.
void mark_listed_calls(std::vector<DetectedCall>& calls, double min_snr_db);

/// Only the listed calls.
std::vector<Call> listed_calls(const std::vector<DetectedCall>& detected);

}  // namespace noctule
