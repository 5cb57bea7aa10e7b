// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/species.h"

namespace noctule {

/// A box that a user drew on a spectrogram, and the species assigned to it.
struct Annotation {
  Id id = 0;
  double start_time_ms = 0, end_time_ms = 0;
  double low_hz = 0, high_hz = 0;
  std::string comments;
  int64_t version = 1;  ///< read only: incremented by every change
  Id owner_id = 0;      ///< read only
  std::string author;   ///< read only: name of the owner
  std::vector<Species> species;
};

/// An owner's annotations of a recording, in time order.
std::vector<Annotation> annotations_of(Store& store, Id recording_id, Id owner_id);
/// All owners' annotations of a recording, in time order.
std::vector<Annotation> annotations_of(Store& store, Id recording_id);
/// Only the ids, in the same order; of all owners if none is given.
std::vector<Id> annotation_ids(Store& store, Id recording_id, std::optional<Id> owner_id);
/// Those of `ids` that still exist, in time order.
std::vector<Annotation> find_annotations(Store& store, const std::vector<Id>& ids);
std::optional<Annotation> find_annotation(Store& store, Id id, Id recording_id, Id owner_id);

/// Both write the row and, if given, its species, within the caller's transaction. Both throw
/// UsageError if a species does not exist.
Id insert_annotation(Store& store, Id recording_id, Id owner_id, const Annotation& annotation,
                     const std::vector<Id>& species_ids);
void update_annotation(Store& store, const Annotation& annotation,
                       const std::optional<std::vector<Id>>& species_ids);

void delete_annotation(Store& store, Id id);

/// Adapts all users' annotations of a recording after its true sample rate changed by `factor`:
/// divides times by it and multiplies frequencies.
void rescale_annotations(Store& store, Id recording_id, double factor);
int64_t count_annotations(Store& store, Id recording_id);

}  // namespace noctule
