// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/recording_calls.h"
#include "store/bulk_selection.h"

namespace noctule {

enum class Outcome {
  kRendered,
  kStored,
  kDuplicate,   ///< another file with a recording's contents
  kNotReached,  ///< beyond the limit of this run
  kSkipped,     ///< found in a folder, but cannot be a recording
  kFailed,
  kFailedBefore
};
const char* to_text(Outcome outcome);

/// The outcome for one recording, or for one file that did not become one.
struct BulkResult {
  Id id = 0;  ///< 0 for a file that could not be ingested
  std::string path;
  Outcome outcome = Outcome::kStored;
  double ms = 0;
  int64_t bytes = 0;
  std::string error;  ///< why it failed or was skipped
  std::vector<std::string> warnings;
  std::string duplicate_of;  ///< path of the recording, for its duplicates
  double duration_ms = 0;    ///< 0: unknown
  /// Of a recording that was rendered or is stored; at the minimum SNR of the options.
  std::optional<RecordingCalls> calls = {};
};

BulkResult result_of(const BulkCandidate& candidate, Outcome outcome, std::string error = "");
BulkResult result_of(const Recording& recording, Outcome outcome, std::string error = "");

/// Callbacks for progress, all on the calling thread.
struct BulkEvents {
  bool need_stored_calls = true;  ///< whether results of stored recordings need their calls
  std::function<void(const char* stage, int64_t total)> start;  ///< "ingest" or "render"
  std::function<void(bool failed)> advance;       ///< one more item of the stage is done
  std::function<void(const BulkResult&)> result;  ///< once for every file found
};

}  // namespace noctule
