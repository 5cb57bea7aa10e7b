// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "image/geometry.h"
#include "image/jpeg.h"

namespace noctule {

/// An encoded image of known size.
struct EncodedImage {
  int number = 0;  ///< 0: the single image or the overview; tiles from 1
  int width = 0;
  std::string jpeg;
};

/// Cuts `ranges` (ascending) out of a picture and puts them side by side. `source` gives the
/// picture's parts from left to right, each once, until it gives an empty text. The result goes to
/// `emit`: one image, or where it is wider than `max_width` tiles of `tile_width` and an overview.
void splice(const std::vector<ColumnRange>& ranges, const std::function<std::string()>& source,
            int max_width, int tile_width, int quality,
            const std::function<void(const EncodedImage&)>& emit);

}  // namespace noctule
