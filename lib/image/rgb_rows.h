// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>

namespace noctule {

/// An image in colour that is made row by row: a whole one would take 75 MB at the widest.
struct RgbRows {
  int width = 0, height = 0;  ///< px
  /// Writes a row, counted from the top, as 3 · width bytes.
  std::function<void(int row, uint8_t* rgb)> draw;
};

}  // namespace noctule
