// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "image/colormap.h"
#include "image/painter.h"

namespace noctule {

/// Encodes levels through a colour map as PNG with a palette (lossless). Throws FatalError if the
/// encoder fails.
std::string encode_png(const Levels& levels, Colormap map);

}  // namespace noctule
