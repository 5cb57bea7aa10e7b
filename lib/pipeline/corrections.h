// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "pipeline/ingest_options.h"
#include "store/recordings.h"

namespace noctule {

/// What the options would change in a recording that is already known.
struct Corrections {
  bool row = false;             ///< a field of its row
  bool time_expansion = false;  ///< its true sample rate, on which all else depends
  bool owner = false;

  bool any() const { return row || time_expansion || owner; }
};
Corrections corrections_of(const Recording& known, const IngestOptions& options);

/// The recording with the fields that the options set, each with options.given_by as its source.
/// Owner and time expansion stay unchanged.
Recording with_given_fields(Recording recording, const IngestOptions& options);

/// The recording with another time expansion and true sample rate. Does not need its file. Throws
/// like find_time_expansion().
Recording with_time_expansion(Recording recording, double factor, const char* given_by);

/// Metadata just read from a file, with the sources of former corrections kept.
std::string with_corrected_sources(const std::string& fresh, const std::string& known);

/// Writes `corrected` to the row, within the caller's transaction. If the true sample rate changes,
/// deletes the recording's spectrograms, failures and calls, and rescales its annotations so that
/// they stay at the same sounds.
void apply_corrections(Store& store, const Recording& known, const Recording& corrected);

}  // namespace noctule
