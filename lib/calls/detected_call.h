// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/call.h"

namespace noctule {

/// A call, and how sure it is. Both sensitivities come from one list: a sound is *listed* where its
/// score, the logarithm of the odds that it is a call by its shape and its surroundings, is at
/// least 0 and its SNR at least the option's; it is *possible*, worth showing but not counting,
/// from a score of −2.5 and an SNR 3 dB lower on.
struct DetectedCall {
  Call call;
  float score = 0;
  bool listed = false;
};

inline constexpr float kListedScore = 0.0f, kPossibleScore = -2.5f;
inline constexpr double kPossibleBelowDb = 3;

/// A ridge that is hardly a call (score below −1).
struct UnlikelyCall {
  double start_ms = 0;
  double peak_hz = 0;
};

inline constexpr float kUnlikelyScore = -1.0f;

/// Lowers the score of calls without company by 1: bats call in series, drops of rain and scraping
/// leaves do not sound alike. Company is a sure call (score from 0.5) that begins within 1 s, with
/// its characteristic frequency within 5 kHz and 0.4 to 2.5 times as long.
/// Lowers it by 2 in a crowd, since a cricket's song has a few pulses that look like calls among
/// many that do not: where more than 6 unlikely calls, and 4 for each sure one, begin within 1 s
/// with their peak within 5 kHz. Both lists are ordered by start.
void weigh_company(std::vector<DetectedCall>& calls, const std::vector<UnlikelyCall>& unlikely);

/// Decides which calls are listed, removes those that are not even possible, and sets the intervals
/// of the listed ones. `calls` are ordered by start.
void decide(std::vector<DetectedCall>& calls, double min_snr_db);

/// The listed ones.
std::vector<Call> listed_calls(const std::vector<DetectedCall>& detected);

}  // namespace noctule
