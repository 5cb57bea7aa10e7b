// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "store/recordings.h"

namespace noctule {

/// New values for fields of a recording. An absent field is not changed; an inner nullopt empties
/// the field.
struct RecordingPatch {
  template <class T>
  using Nullable = std::optional<std::optional<T>>;

  std::optional<std::string> name;
  Nullable<std::string> recorded_date, equipment, comments;
  Nullable<std::pair<double, double>> location;  ///< latitude, longitude in degrees
  Nullable<int64_t> grts_cell;
  std::optional<bool> is_public;
  std::optional<double> time_expansion;  ///< true rate / header rate

  /// Throws UsageError naming the first invalid value.
  void validate() const;
};

/// Changes a recording, within the caller's transaction; a new time expansion has the effects of
/// apply_corrections(). Throws UsageError or RecordingError if it is impossible for the recording.
void patch_recording(Store& store, const Recording& known, const RecordingPatch& patch);

}  // namespace noctule
