// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "image/levels.h"

namespace noctule {

/// Reduces the width of an image to an overview: each of its pixels has the largest level of the
/// columns that it covers, in whole or in part, so that short calls stay visible.
class Overview {
 public:
  /// `columns`: width of the image; `width`: that of the overview, which is smaller.
  Overview(int64_t columns, int width, int height);

  /// Adds the image's columns from `first_column` on; tiles may come in any order.
  void add(int64_t first_column, const Levels& tile);

  /// Complete once all columns have been added.
  Levels& levels() { return levels_; }

 private:
  int64_t columns_;
  Levels levels_;
};

}  // namespace noctule
