// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/buffer.h"

namespace noctule {

/// Colour pixels, row-major, three bytes each.
struct Pixels {
  int width = 0, height = 0;
  Buffer<uint8_t> rgb;

  const uint8_t* at(int row, int column) const {
    return rgb.data() + (static_cast<size_t>(row) * width + column) * 3;
  }
};

}  // namespace noctule
