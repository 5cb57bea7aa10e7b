// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/column_range.h"
#include "image/geometry.h"

namespace noctule {

/// A part of a recording; an end that is not given is the recording's own.
struct TimeRange {
  std::optional<double> start_ms, end_ms;

  bool given() const { return start_ms || end_ms; }
  /// Throws UsageError if it is empty or starts before 0.
  void validate() const;
  /// Its columns, rounded outwards, so that pixels are those of the whole picture. Throws
  /// RecordingError, naming the recording, if that ends before the range starts; adds a warning if
  /// the recording ends within it.
  ColumnRange columns(const Geometry& geometry, const std::string& name,
                      std::vector<std::string>& warnings) const;
};

}  // namespace noctule
