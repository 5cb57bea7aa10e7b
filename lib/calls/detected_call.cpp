// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls/detected_call.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "calls/score.h"

namespace noctule {
namespace {

constexpr double kCompanyMs = 1000, kCompanyHz = 5e3, kMaxDurationRatio = 2.5;
constexpr float kAlonePenalty = 1.0f, kCrowdPenalty = 2.0f;

bool are_similar(const Call& a, const Call& b) {
  const double ratio = (a.end_ms - a.start_ms + 1) / (b.end_ms - b.start_ms + 1);
  return std::abs(a.char_hz - b.char_hz) < kCompanyHz && ratio < kMaxDurationRatio &&
         ratio > 1 / kMaxDurationRatio;
}

}  // namespace

void score_by_neighbours(std::vector<DetectedCall>& calls,
                         const std::vector<UnlikelyCall>& unlikely) {
  std::vector<float> penalty(calls.size());
  size_t first = 0, first_unlikely = 0;
  for (size_t k = 0; k < calls.size(); ++k) {
    const Call& call = calls[k].call;
    while (calls[first].call.start_ms < call.start_ms - kCompanyMs) ++first;
    while (first_unlikely < unlikely.size() &&
           unlikely[first_unlikely].start_ms < call.start_ms - kCompanyMs)
      ++first_unlikely;
    bool has_company = false;
    int sure = 0, crowd = 0;
    for (size_t i = first; i < calls.size() && calls[i].call.start_ms <= call.start_ms + kCompanyMs;
         ++i) {
      if (calls[i].score < kSureScore) continue;
      has_company |= i != k && are_similar(calls[i].call, call);
      sure += std::abs(calls[i].call.peak_hz - call.peak_hz) < kCompanyHz;
    }
    for (size_t i = first_unlikely;
         i < unlikely.size() && unlikely[i].start_ms <= call.start_ms + kCompanyMs; ++i)
      crowd += std::abs(unlikely[i].peak_hz - call.peak_hz) < kCompanyHz;
    penalty[k] = (has_company ? 0 : kAlonePenalty) + (crowd > 6 + 4 * sure ? kCrowdPenalty : 0);
  }
  for (size_t k = 0; k < calls.size(); ++k) calls[k].score -= penalty[k];
}

void mark_listed_calls(std::vector<DetectedCall>& calls, double min_snr_db) {
  std::erase_if(calls, [&](const DetectedCall& one) {
    return one.score < kPossibleScore || one.call.snr_db < min_snr_db - kPossibleBelowDb;
  });
  std::optional<double> previous_ms;
  for (DetectedCall& one : calls) {
    one.listed = one.score >= kListedScore && one.call.snr_db >= min_snr_db;
    if (!one.listed) continue;
    if (previous_ms) one.call.interval_ms = one.call.start_ms - *previous_ms;
    previous_ms = one.call.start_ms;
  }
}

std::vector<Call> listed_calls(const std::vector<DetectedCall>& detected) {
  std::vector<Call> calls;
  for (const DetectedCall& one : detected)
    if (one.listed) calls.push_back(one.call);
  return calls;
}

}  // namespace noctule
