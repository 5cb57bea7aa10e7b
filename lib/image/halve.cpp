// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/halve.h"

#include <algorithm>

namespace noctule {
namespace {

/// Brightness of a colour, times 1000 (ITU-R BT.601).
int luma(const uint8_t* rgb) { return 299 * rgb[0] + 587 * rgb[1] + 114 * rgb[2]; }

/// The first of `columns` pixels with the highest luma times `sign`.
const uint8_t* strongest(const uint8_t* pixel, int columns, int sign) {
  const uint8_t* found = pixel;
  int highest = sign * luma(pixel);
  for (const uint8_t* const end = pixel + 3 * columns; (pixel += 3) < end;)
    if (const int value = sign * luma(pixel); value > highest) {
      highest = value;
      found = pixel;
    }
  return found;
}

}  // namespace

Pixels halve_width(const Pixels& pixels, int times, Keep keep) {
  const int columns = 1 << times;
  Pixels halved;
  halved.width = (pixels.width + columns - 1) / columns;
  halved.height = pixels.height;
  halved.rgb.resize(static_cast<size_t>(halved.width) * halved.height * 3);
  const int sign = keep == Keep::kBrightest ? 1 : -1;
  uint8_t* out = halved.rgb.data();
  for (int row = 0; row < pixels.height; ++row)
    for (int first = 0; first < pixels.width; first += columns, out += 3)
      std::copy_n(strongest(pixels.at(row, first), std::min(columns, pixels.width - first), sign),
                  3, out);
  return halved;
}

}  // namespace noctule
