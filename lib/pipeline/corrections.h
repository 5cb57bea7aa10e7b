// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pipeline/ingest.h"

namespace noctule {

/// What the options would change of a recording that is known already.
struct Corrections {
  bool row = false;             ///< a field of its row
  bool time_expansion = false;  ///< its true sample rate, on which all else depends
  bool owner = false;

  bool any() const { return row || time_expansion || owner; }
};
Corrections corrections_of(const Recording& known, const IngestOptions& options);

/// The recording with the fields that the options give, each noted as from the command line.
/// Owner and time expansion stay.
Recording with_given_fields(Recording recording, const IngestOptions& options);

/// Writes corrected fields, a new true sample rate and new metadata (`corrected`, as described
/// afresh from its file) into the row, within the caller's transaction. With another rate its
/// spectrograms and failures go, and its annotations keep their place in the sound.
void apply_corrections(Store& store, const Recording& known, const Recording& corrected);

}  // namespace noctule
