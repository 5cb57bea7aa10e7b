// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace noctule {

/// Which picture of a recording: the whole, or only the segments around its calls.
enum class Variant { kFull, kCompressed };

/// "full" or "compressed".
inline const char* to_text(Variant variant) {
  return variant == Variant::kFull ? "full" : "compressed";
}

/// The encoded images of one variant of a spectrogram.
///
/// Images are numbered: where the picture fits into one image, that is number 0 and the only one.
/// Else number 0 is an overview of the whole width, and numbers 1, 2, … are tiles, from left to
/// right, that hold the picture at full resolution. Users count tiles from 1, also the only one.
struct ImageSet {
  std::vector<int> widths;  ///< px, by number
  int64_t bytes = 0;        ///< of all images together
  /// The encoded image with this number.
  std::function<std::string(int number)> read;

  int count() const { return static_cast<int>(widths.size()); }
  int tiles() const { return std::max(1, count() - 1); }
  /// The number of the image that is tile 1, 2, …; nothing for a tile that does not exist.
  std::optional<int> number_of_tile(int64_t tile) const {
    if (widths.empty() || tile < 1 || tile > tiles()) return std::nullopt;
    return count() == 1 ? 0 : static_cast<int>(tile);
  }
};

}  // namespace noctule
