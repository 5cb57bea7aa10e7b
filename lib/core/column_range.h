// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace noctule {

/// Half-open range of columns at full resolution.
struct ColumnRange {
  int64_t start = 0;
  int64_t stop = 0;

  int64_t width() const { return stop - start; }
  bool operator==(const ColumnRange&) const = default;
};

inline int64_t total_width(const std::vector<ColumnRange>& ranges) {
  int64_t width = 0;
  for (const ColumnRange& range : ranges) width += range.width();
  return width;
}

}  // namespace noctule
