// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace noctule {

/// Maximum number of halvings: reduces 65,500 px to one.
inline constexpr int kMaxShrink = 16;

/// A stored image with its width halved `times` times. Columns are merged by keeping the loudest
/// value. `parameters`: those of the spectrogram, whose colour map tells which pixels are loud.
std::string shrink_image(const std::string& jpeg, int times, const std::string& parameters);

}  // namespace noctule
