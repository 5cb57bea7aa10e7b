// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/call.h"
#include "store/store.h"

namespace noctule {

/// A candidate call; its interval is not stored.
struct CandidateCall {
  Call call;
  float score = 0;
};

/// What lists show of a set of calls with the default options.
struct CallSummary {
  int64_t listed = 0;                ///< number of listed calls
  std::optional<double> peak_hz;     ///< of the strongest listed call
  std::optional<double> max_snr_db;  ///< of the strongest call, listed or possible
};

/// What one version of the detector found in a recording.
struct CallSet {
  bool has_peaks = false;
  CallSummary summary;                    ///< write only
  std::vector<CandidateCall> candidates;  ///< ordered by start
};

/// Replaces the set of this detector version, within the caller's transaction.
void store_calls(Store& store, Id recording_id, int detector_version, const CallSet& set);
std::optional<CallSet> find_calls(Store& store, Id recording_id, int detector_version);
void delete_calls_of(Store& store, Id recording_id);

}  // namespace noctule
