// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/column_range.h"
#include "image/geometry.h"

namespace noctule {

/// A stretch of time; an end that is not given is the recording's own.
struct Stretch {
  std::optional<double> start_ms, end_ms;

  bool given() const { return start_ms || end_ms; }
  /// Throws UsageError if the stretch is empty or starts before 0.
  void validate() const;
  /// Its columns, rounded outwards, so that pixels are those of the whole picture. Throws
  /// RecordingError, naming the recording, if it ends before the stretch starts; adds a warning if
  /// it ends within the stretch.
  ColumnRange columns(const Geometry& geometry, const std::string& name,
                      std::vector<std::string>& warnings) const;
};

}  // namespace noctule
