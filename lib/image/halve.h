// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "image/pixels.h"

namespace noctule {

/// Which of the merged pixels is kept, so that loud sounds stay visible.
enum class Keep { kBrightest, kDarkest };

/// The image with its width halved `times` times, rounded up: each pixel is the brightest or
/// darkest of 2^times neighbours, so that no colours arise which the image does not have.
Pixels halve_width(const Pixels& pixels, int times, Keep keep);

}  // namespace noctule
