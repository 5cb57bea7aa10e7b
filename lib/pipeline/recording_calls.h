// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/call.h"
#include "core/verdict.h"
#include "pipeline/spectrogram.h"
#include "store/calls.h"
#include "store/recordings.h"

namespace noctule {

/// The listed calls of a recording at one sensitivity.
struct RecordingCalls {
  std::vector<Call> calls;
  Verdict verdict = Verdict::kEmpty;
};

RecordingCalls calls_of(const Rendering& rendering, double min_snr_db);
RecordingCalls calls_of(const CallSet& set, double min_snr_db);

/// The same for a recording whose calls are stored; nullopt for others.
std::optional<RecordingCalls> stored_calls(Store& store, Id recording_id, double min_snr_db);

/// The same for any recording: from the store, or detected in the samples and then stored. If the
/// options set a channel or time expansion, always detected and never stored.
RecordingCalls recording_calls(Store& store, const Recording& recording,
                               const SpectrogramOptions& options);

CallSet to_call_set(const Rendering& rendering);

/// Call as JSON: start_time, end_time (ms), low_freq, high_freq, peak_freq, char_freq (Hz), slope
/// (kHz/ms), snr (dB), interval (ms, or null).
nlohmann::json to_json(const Call& call);
nlohmann::json to_json(const std::vector<Call>& calls);

/// Header of the call columns in CSV, and a call as those columns; they follow other columns.
extern const char* const kCallColumns;
std::string csv_fields(const Call& call);

}  // namespace noctule
