// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/bulk_result.h"

#include <utility>

#include "pipeline/describe_file.h"

namespace noctule {

const char* to_text(Outcome outcome) {
  switch (outcome) {
    case Outcome::kRendered:
      return "rendered";
    case Outcome::kStored:
      return "stored";
    case Outcome::kDuplicate:
      return "duplicate";
    case Outcome::kSkipped:
      return "skipped";
    case Outcome::kNotReached:
      return "left";
    case Outcome::kFailed:
      return "failed";
    case Outcome::kFailedBefore:
      break;
  }
  return "failed before";
}

BulkResult result_of(const BulkCandidate& candidate, Outcome outcome, std::string error) {
  BulkResult result;
  result.id = candidate.id;
  result.path = candidate.path.value_or(candidate.name);
  result.outcome = outcome;
  if (outcome == Outcome::kStored) result.bytes = candidate.bytes;
  result.error = std::move(error);
  result.warnings = warnings_in(candidate.metadata);
  result.duration_ms = candidate.duration_ms;
  return result;
}

BulkResult result_of(const Recording& recording, Outcome outcome, std::string error) {
  BulkResult result;
  result.id = recording.id;
  result.path = recording.path.value_or(recording.name);
  result.outcome = outcome;
  result.error = std::move(error);
  result.warnings = warnings_in(recording.metadata);
  result.duration_ms = recording.duration_ms();
  return result;
}

}  // namespace noctule
