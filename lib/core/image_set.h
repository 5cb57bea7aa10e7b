// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace noctule {

/// Variant of a spectrogram: the whole recording, or only the segments around its calls.
enum class Variant { kFull, kCompressed };

/// "full" or "compressed".
inline const char* to_text(Variant variant) {
  return variant == Variant::kFull ? "full" : "compressed";
}

/// The encoded images of one variant of a spectrogram.
///
/// Numbering: if the spectrogram fits into one image, that is number 0 and the only one. Otherwise
/// number 0 is an overview of the whole width, and numbers 1, 2, … are the tiles at full
/// resolution, from left to right. Users count tiles from 1, even if there is only one.
struct ImageSet {
  std::vector<int> widths;  ///< px, by number
  int64_t bytes = 0;        ///< of all images together
  /// The encoded image with this number.
  std::function<std::string(int number)> read;

  int count() const { return static_cast<int>(widths.size()); }
  int tiles() const { return std::max(1, count() - 1); }
  /// The image number of tile 1, 2, …; nullopt if there is no such tile.
  std::optional<int> number_of_tile(int64_t tile) const {
    if (widths.empty() || tile < 1 || tile > tiles()) return std::nullopt;
    return count() == 1 ? 0 : static_cast<int>(tile);
  }
};

}  // namespace noctule
