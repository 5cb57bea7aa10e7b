// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "image/geometry.h"
#include "store/spectrograms.h"

namespace noctule {

/// The `spectroInfo` object of the command line and the HTTP API: times in ms, frequencies in Hz.
/// `image_width` is the width of the full variant's single image or overview.
nlohmann::json spectro_info(const Spectrogram& spectrogram, int image_width);

/// A position as a GeoJSON point; null if it is unknown.
nlohmann::json location_json(std::optional<double> latitude, std::optional<double> longitude);

/// Adds the extra fields of the compressed variant to `info`: start_times, end_times, widths and
/// compressedWidth.
void add_segments(nlohmann::json& info, const Spectrogram& spectrogram,
                  const std::vector<ColumnRange>& segments);

}  // namespace noctule
