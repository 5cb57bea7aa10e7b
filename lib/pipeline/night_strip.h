// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/store.h"

namespace noctule {

/// A picture of nights, one strip for each site and night, in that order.
struct NightStripPicture {
  std::string png;
  std::vector<std::string> strips;  ///< "Pond 2024-05-16", from top to bottom
  size_t left_out = 0;              ///< nights beyond kMaxNightStrips
};

inline constexpr size_t kMaxNightStrips = 200;

/// Draws when these recordings were made, in true local time, from noon to noon: bars of 5 minutes,
/// as high as their number of recordings beside the strip's largest, with calls (bright) below
/// noise (red) below the rest (dark); lighter from sunset to sunrise, where the position is known;
/// ticks at each hour. Recordings without a time of day are left out; nullopt if none has one.
std::optional<NightStripPicture> draw_night_strips(Store& store, const std::vector<Id>& recordings);

}  // namespace noctule
