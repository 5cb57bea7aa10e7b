// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/recording_calls.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "calls/call_detector.h"
#include "pipeline/stored.h"

namespace noctule {
namespace {

RecordingCalls judge(std::vector<DetectedCall> candidates, bool has_peaks, double min_snr_db) {
  mark_listed_calls(candidates, min_snr_db);
  RecordingCalls result{listed_calls(candidates), Verdict::kEmpty};
  result.verdict = !result.calls.empty() ? Verdict::kCalls
                   : has_peaks           ? Verdict::kNoise
                                         : Verdict::kEmpty;
  return result;
}

CallSummary summary_of(std::vector<DetectedCall> calls) {
  mark_listed_calls(calls, CallDetectorOptions().min_snr_db);
  CallSummary summary;
  double listed_snr_db = 0;
  for (const DetectedCall& one : calls) {
    summary.max_snr_db = std::max(summary.max_snr_db.value_or(0), one.call.snr_db);
    if (!one.listed) continue;
    if (++summary.listed > 1 && one.call.snr_db <= listed_snr_db) continue;
    listed_snr_db = one.call.snr_db;
    summary.peak_hz = one.call.peak_hz;
  }
  return summary;
}

/// Rounds to the precision of the measurement.
double rounded(double value, double step) { return std::round(value / step) * step; }

double in_ms(double value) { return rounded(value * 1000, 1) / 1000; }

}  // namespace

const char* const kCallColumns =
    "start_time,end_time,low_freq,high_freq,peak_freq,char_freq,slope,snr,interval";

RecordingCalls calls_of(const Rendering& rendering, double min_snr_db) {
  return judge(rendering.calls, rendering.has_peaks, min_snr_db);
}

RecordingCalls calls_of(const CallSet& set, double min_snr_db) {
  std::vector<DetectedCall> candidates;
  for (const CandidateCall& candidate : set.candidates)
    candidates.push_back({candidate.call, candidate.score, false});
  return judge(std::move(candidates), set.has_peaks, min_snr_db);
}

std::optional<RecordingCalls> stored_calls(Store& store, Id recording_id, double min_snr_db) {
  const auto set = find_calls(store, recording_id, kDetectorVersion);
  if (!set) return std::nullopt;
  return calls_of(*set, min_snr_db);
}

RecordingCalls recording_calls(Store& store, const Recording& recording,
                               const SpectrogramOptions& options) {
  const double min_snr_db = options.calls.min_snr_db;
  const bool default_source = options.source == SourceOptions();
  if (default_source)
    if (auto stored = stored_calls(store, recording.id, min_snr_db)) return std::move(*stored);
  RenderRequest request;
  request.full = false;
  request.calls = true;
  SpectrogramOptions defaults;
  defaults.source = options.source;
  const auto render = [&](const Recording& now) {
    return render_recording(now, defaults, request);
  };
  if (!default_source || store.read_only()) return calls_of(render(recording), min_snr_db);
  const auto keep = [&](const Recording& now, const Rendering& found) {
    store_calls(store, now.id, kDetectorVersion, to_call_set(found));
  };
  return calls_of(render_and_keep(store, recording, render, keep), min_snr_db);
}

CallSet to_call_set(const Rendering& rendering) {
  CallSet set;
  set.has_peaks = rendering.has_peaks;
  for (const DetectedCall& detected : rendering.calls)
    set.candidates.push_back({detected.call, detected.score});
  set.summary = summary_of(rendering.calls);
  return set;
}

nlohmann::json to_json(const Call& call) {
  return {
      {"start_time", in_ms(call.start_ms)},
      {"end_time", in_ms(call.end_ms)},
      {"low_freq", std::round(call.low_hz)},
      {"high_freq", std::round(call.high_hz)},
      {"peak_freq", std::round(call.peak_hz)},
      {"char_freq", std::round(call.char_hz)},
      {"slope", in_ms(call.slope_khz_per_ms)},
      {"snr", rounded(call.snr_db * 10, 1) / 10},
      {"interval", call.interval_ms ? nlohmann::json(in_ms(*call.interval_ms)) : nlohmann::json()}};
}

nlohmann::json to_json(const std::vector<Call>& calls) {
  auto array = nlohmann::json::array();
  for (const Call& call : calls) array.push_back(to_json(call));
  return array;
}

std::string csv_fields(const Call& call) {
  char text[256];
  std::snprintf(text, sizeof text, "%.3f,%.3f,%.0f,%.0f,%.0f,%.0f,%.3f,%.1f,", call.start_ms,
                call.end_ms, call.low_hz, call.high_hz, call.peak_hz, call.char_hz,
                call.slope_khz_per_ms, call.snr_db);
  std::string line = text;
  if (call.interval_ms) {
    std::snprintf(text, sizeof text, "%.3f", *call.interval_ms);
    line += text;
  }
  return line;
}

}  // namespace noctule
