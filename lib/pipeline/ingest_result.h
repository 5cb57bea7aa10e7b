// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "store/store.h"

namespace noctule {

enum class Ingested { kAdded, kKnown, kCorrected, kRelinked, kSkipped, kFailed, kStillFailed };
const char* to_text(Ingested outcome);

/// Outcome for one file.
struct IngestResult {
  std::filesystem::path path;
  Ingested outcome = Ingested::kKnown;
  Id id = 0;          ///< 0 if there is no recording
  std::string error;  ///< why it failed or was skipped: one line, naming the file where it failed
  std::string duplicate_of;           ///< the recording's own file, if this is another one
  std::vector<std::string> warnings;  ///< of a file that was read in this run
};

}  // namespace noctule
