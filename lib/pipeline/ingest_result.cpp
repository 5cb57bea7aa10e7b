// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/ingest_result.h"

namespace noctule {

const char* to_text(Ingested outcome) {
  switch (outcome) {
    case Ingested::kAdded:
      return "added";
    case Ingested::kKnown:
      return "known";
    case Ingested::kCorrected:
      return "corrected";
    case Ingested::kRelinked:
      return "relinked";
    case Ingested::kSkipped:
      return "skipped";
    case Ingested::kFailed:
      return "failed";
    case Ingested::kStillFailed:
      break;
  }
  return "failed before";
}

}  // namespace noctule
