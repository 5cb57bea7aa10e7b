// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls/detected_call.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace noctule {
namespace {

constexpr double kCompanyMs = 1000, kCompanyHz = 5e3, kLonger = 2.5;
constexpr float kSureScore = 0.5f, kAlone = 1.0f;

bool is_alike(const Call& a, const Call& b) {
  const double ratio = (a.end_ms - a.start_ms + 1) / (b.end_ms - b.start_ms + 1);
  return std::abs(a.char_hz - b.char_hz) < kCompanyHz && ratio < kLonger && ratio > 1 / kLonger;
}

}  // namespace

void weigh_company(std::vector<DetectedCall>& calls) {
  std::vector<const DetectedCall*> alone;
  size_t first = 0;
  for (const DetectedCall& one : calls) {
    while (calls[first].call.start_ms < one.call.start_ms - kCompanyMs) ++first;
    bool has_company = false;
    for (size_t i = first; i < calls.size() && !has_company; ++i) {
      if (calls[i].call.start_ms > one.call.start_ms + kCompanyMs) break;
      has_company =
          &calls[i] != &one && calls[i].score >= kSureScore && is_alike(calls[i].call, one.call);
    }
    if (!has_company) alone.push_back(&one);
  }
  for (const DetectedCall* one : alone)
    calls[static_cast<size_t>(one - calls.data())].score -= kAlone;
}

void decide(std::vector<DetectedCall>& calls, double min_snr_db) {
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
