// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/halve.h"

#include <algorithm>

namespace noctule {
namespace {

template <class Choose>
void halve_rows(const Pixels& from, Pixels& to, int columns, Choose choose) {
  for (int row = 0; row < from.height; ++row) {
    uint8_t* out = to.rgb.data() + static_cast<size_t>(row) * to.width * 3;
    for (int first = 0; first < from.width; first += columns, out += 3) {
      const uint8_t* in = from.at(row, first);
      const uint8_t* const end = in + 3 * std::min(columns, from.width - first);
      std::copy_n(in, 3, out);
      while ((in += 3) < end)
        for (int color = 0; color < 3; ++color) out[color] = choose(out[color], in[color]);
    }
  }
}

}  // namespace

Pixels halve_width(const Pixels& pixels, int times, Keep keep) {
  const int columns = 1 << times;
  Pixels halved;
  halved.width = (pixels.width + columns - 1) / columns;
  halved.height = pixels.height;
  halved.rgb.resize(static_cast<size_t>(halved.width) * halved.height * 3);
  const auto brighter = [](uint8_t a, uint8_t b) { return std::max(a, b); };
  const auto darker = [](uint8_t a, uint8_t b) { return std::min(a, b); };
  if (keep == Keep::kBrightest)
    halve_rows(pixels, halved, columns, brighter);
  else
    halve_rows(pixels, halved, columns, darker);
  return halved;
}

}  // namespace noctule
