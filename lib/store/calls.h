// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/call.h"
#include "store/store.h"

namespace noctule {

/// A sound that may be a call, as found; its interval is not kept.
struct CandidateCall {
  Call call;
  float score = 0;
};

/// What one version of the detector found in a recording.
struct CallSet {
  bool has_peaks = false;
  std::vector<CandidateCall> candidates;  ///< by start
};

/// Writes a set in place of the former one of that version, within the caller's transaction.
void store_calls(Store& store, Id recording_id, int detector_version, const CallSet& set);
std::optional<CallSet> find_calls(Store& store, Id recording_id, int detector_version);
void delete_calls_of(Store& store, Id recording_id);

}  // namespace noctule
