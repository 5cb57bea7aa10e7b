// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/store.h"

namespace noctule {

struct Species {
  Id id = 0;
  std::string code, family, genus, species, common_name, code_6;
};

std::vector<Species> all_species(Store& store);

/// A box in a spectrogram that somebody drew, and what they take it for.
struct Annotation {
  Id id = 0;
  double start_time_ms = 0, end_time_ms = 0;
  double low_hz = 0, high_hz = 0;
  std::string comments;
  std::vector<Species> species;
};

/// What an owner annotated in a recording, in the order of time.
std::vector<Annotation> annotations_of(Store& store, Id recording_id, Id owner_id);
/// Their ids alone, in the same order.
std::vector<Id> annotation_ids(Store& store, Id recording_id, Id owner_id);
/// Those of `ids` that are still there, in the order of time.
std::vector<Annotation> find_annotations(Store& store, const std::vector<Id>& ids);
std::optional<Annotation> find_annotation(Store& store, Id id, Id recording_id, Id owner_id);

/// Both write the row and, where given, its species, within the caller's transaction. Throw
/// UsageError where a species does not exist.
Id insert_annotation(Store& store, Id recording_id, Id owner_id, const Annotation& annotation,
                     const std::vector<Id>& species_ids);
void update_annotation(Store& store, const Annotation& annotation,
                       const std::optional<std::vector<Id>>& species_ids);

void delete_annotation(Store& store, Id id);

/// Everyone's annotations of a recording, when its true sample rate becomes `factor` times what it
/// was: times are divided by it, frequencies multiplied.
void rescale_annotations(Store& store, Id recording_id, double factor);
int64_t count_annotations(Store& store, Id recording_id);

}  // namespace noctule
