// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/call.h"
#include "pipeline/spectrogram.h"
#include "store/calls.h"
#include "store/recordings.h"

namespace noctule {

/// What a recording holds, by its calls.
enum class Verdict {
  kCalls,  ///< at least one listed call
  kNoise,  ///< none, but the rule of the peaks finds something
  kEmpty,
};
const char* to_text(Verdict verdict);

/// The listed calls of a recording at one sensitivity.
struct RecordingCalls {
  std::vector<Call> calls;
  Verdict verdict = Verdict::kEmpty;
};

RecordingCalls calls_of(const Rendering& rendering, double min_snr_db);
RecordingCalls calls_of(const CallSet& set, double min_snr_db);

/// The same of a recording whose calls are stored; nothing for others.
std::optional<RecordingCalls> stored_calls(Store& store, Id recording_id, double min_snr_db);

/// The same of any recording: from the store, else from the samples and then stored. If the options
/// set a channel or time expansion, always from the samples.
RecordingCalls recording_calls(Store& store, const Recording& recording,
                               const SpectrogramOptions& options);

CallSet to_call_set(const Rendering& rendering);

/// Call as JSON: start_time, end_time (ms), low_freq, high_freq, peak_freq, char_freq (Hz), slope
/// (kHz/ms), snr (dB), interval (ms, or null).
nlohmann::json to_json(const Call& call);
nlohmann::json to_json(const std::vector<Call>& calls);

/// The same as a line of CSV behind other columns, and its header.
extern const char* const kCallColumns;
std::string csv_fields(const Call& call);

}  // namespace noctule
