// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/overview.h"

#include <algorithm>
#include <vector>

#include "core/simd.h"

namespace noctule {
namespace {

NOCTULE_SIMD uint8_t maximum_of(const uint8_t* __restrict levels, int count) {
  uint8_t maximum = 0;
  for (int i = 0; i < count; ++i) maximum = std::max(maximum, levels[i]);
  return maximum;
}

/// A pixel of the overview, and the columns of the tile that it covers.
struct Covered {
  int pixel, first, count;
};

}  // namespace

Overview::Overview(int64_t columns, int width, int height) : columns_(columns) {
  levels_.resize(width, height);
  std::fill_n(levels_.values.data(), levels_.values.size(), uint8_t{0});
}

void Overview::add(int64_t first_column, const Levels& tile) {
  // Pixel c covers the columns from c·columns/width to (c + 1)·columns/width.
  const int64_t width = levels_.width, end = first_column + tile.width;
  std::vector<Covered> covered;
  for (int64_t c = first_column * width / columns_; c < width && c * columns_ < end * width; ++c) {
    const int64_t first = std::max(first_column, c * columns_ / width);
    const int64_t stop = std::min(end, ((c + 1) * columns_ + width - 1) / width);
    covered.push_back({static_cast<int>(c), static_cast<int>(first - first_column),
                       static_cast<int>(stop - first)});
  }
  for (int row = 0; row < levels_.height; ++row)
    for (const auto& [pixel, first, count] : covered)
      levels_.at(row)[pixel] =
          std::max(levels_.at(row)[pixel], maximum_of(tile.at(row) + first, count));
}

}  // namespace noctule
