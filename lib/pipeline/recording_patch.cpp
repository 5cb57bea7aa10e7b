// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/recording_patch.h"

#include "audio/metadata.h"
#include "audio/time_expansion.h"
#include "pipeline/corrections.h"

namespace noctule {
namespace {

template <class T>
std::optional<T> value_of(const RecordingPatch::Nullable<T>& field) {
  return field ? *field : std::nullopt;
}

/// The values that the patch gives, in the form of a command line's corrections.
IngestOptions given_values(const RecordingPatch& patch) {
  IngestOptions options;
  options.name = patch.name;
  options.recorded_date = value_of(patch.recorded_date);
  options.equipment = value_of(patch.equipment);
  options.comments = value_of(patch.comments);
  options.location = value_of(patch.location);
  options.grts_cell = value_of(patch.grts_cell);
  options.is_public = patch.is_public;
  options.time_expansion = patch.time_expansion;
  options.given_by = "request";
  return options;
}

template <class T, class U>
void empty_if_null(const RecordingPatch::Nullable<T>& field, std::optional<U>& stored) {
  if (field && !*field) stored.reset();
}

}  // namespace

void RecordingPatch::validate() const { given_values(*this).validate(); }

void patch_recording(Store& store, const Recording& known, const RecordingPatch& patch) {
  const IngestOptions given = given_values(patch);
  Recording changed = known;
  if (corrections_of(known, given).time_expansion)
    changed = with_time_expansion(std::move(changed), *patch.time_expansion, given.given_by);
  changed = with_given_fields(std::move(changed), given);
  empty_if_null(patch.recorded_date, changed.recorded_at);
  empty_if_null(patch.equipment, changed.equipment);
  empty_if_null(patch.comments, changed.comments);
  empty_if_null(patch.location, changed.latitude);
  empty_if_null(patch.location, changed.longitude);
  empty_if_null(patch.grts_cell, changed.grts_cell);
  apply_corrections(store, known, changed);
}

}  // namespace noctule
