// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "image/jpeg.h"

namespace noctule {

/// Which of the pixels that become one is kept: what is loud must stay visible.
enum class Keep { kBrightest, kDarkest };

/// The picture with its width halved `times` times, rounded up: of every 2^times columns the
/// brightest or darkest value of each colour.
Pixels halve_width(const Pixels& pixels, int times, Keep keep);

}  // namespace noctule
