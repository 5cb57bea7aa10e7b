// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/buffer.h"

namespace noctule {

/// Levels of a picture or tile, row-major, top row first: at(row)[column]. Storage
/// is padded to an even width and height for 4:2:0.
struct Levels {
  int width = 0, height = 0;
  int stride = 0;  ///< bytes per row
  Buffer<uint8_t> values;

  void resize(int new_width, int new_height) {
    width = new_width;
    height = new_height;
    stride = width + width % 2;
    values.resize(static_cast<size_t>(stride) * (height + height % 2));
  }
  uint8_t* at(int row) { return values.data() + static_cast<size_t>(row) * stride; }
  const uint8_t* at(int row) const { return values.data() + static_cast<size_t>(row) * stride; }
};

}  // namespace noctule
