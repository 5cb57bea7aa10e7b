// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "image/jpeg.h"

namespace noctule {

/// Which of the merged values is kept, so that loud sounds stay visible.
enum class Keep { kBrightest, kDarkest };

/// The image with its width halved `times` times, rounded up: each column has the brightest or
/// darkest value of each colour channel in 2^times columns.
Pixels halve_width(const Pixels& pixels, int times, Keep keep);

}  // namespace noctule
