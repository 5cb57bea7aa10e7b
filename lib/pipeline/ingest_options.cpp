// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/ingest_options.h"

#include <cmath>

#include "audio/time_zone.h"
#include "core/error.h"
#include "core/text.h"
#include "core/timestamp.h"

namespace noctule {

bool IngestOptions::any_correction() const {
  return owner || is_public || name || recorded_date || equipment || comments || location ||
         grts_cell || time_expansion || zone;
}

void IngestOptions::validate() const {
  if (owner && trimmed(*owner).empty()) throw UsageError("the name of the owner must not be empty");
  if (owner && has_control_characters(*owner))
    throw UsageError("the name of the owner must not contain control characters");
  if (name && trimmed(*name).empty()) throw UsageError("the name must not be empty");
  if (recorded_date && !is_timestamp(*recorded_date))
    throw UsageError("'" + *recorded_date + "' is not a valid date; write YYYY-MM-DD");
  if (zone && !is_time_zone(*zone))
    throw UsageError("'" + *zone + "' is not a time zone; write +02:00 or Europe/Berlin");
  if (time_expansion && !(*time_expansion >= 0.001 && *time_expansion <= 1000))
    throw UsageError("the time expansion must be from 0.001 to 1000");
  if (location && !(std::abs(location->first) <= 90 && std::abs(location->second) <= 180))
    throw UsageError("latitude must be from -90 to 90, longitude from -180 to 180");
  if (grts_cell && *grts_cell < 0) throw UsageError("the GRTS cell must not be negative");
  if (jobs < 1) throw UsageError("the number of jobs must be at least 1");
}

}  // namespace noctule
