// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "image/colormap.h"
#include "image/painter.h"
#include "image/rgb_rows.h"

namespace noctule {

/// Encodes levels through a colour map as PNG with a palette (lossless). Throws FatalError if the
/// encoder fails.
std::string encode_png(const Levels& levels, Colormap map);

/// Encodes an image as PNG, 8 bits per channel (lossless), one row in memory at a time.
std::string encode_png(const RgbRows& image);

}  // namespace noctule
