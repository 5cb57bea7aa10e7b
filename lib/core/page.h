// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace noctule {

/// The rows that a limit (negative: none) and an offset select.
template <class Row>
std::vector<Row> page_of(const std::vector<Row>& rows, int64_t limit, int64_t offset) {
  const auto size = static_cast<int64_t>(rows.size());
  const int64_t first = std::min(size, offset);
  const int64_t count = limit < 0 ? size - first : std::min(size - first, limit);
  return {rows.begin() + first, rows.begin() + first + count};
}

}  // namespace noctule
