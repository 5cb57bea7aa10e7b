// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace noctule {

/// Most halvings: 65,500 px become one.
inline constexpr int kMaxShrink = 16;

/// A stored image with its width halved `times` times. Of the columns that become one, the loudest
/// value stays. `parameters`: the spectrogram's key, which says what loud looks like.
std::string shrink_image(const std::string& jpeg, int times, const std::string& parameters);

}  // namespace noctule
