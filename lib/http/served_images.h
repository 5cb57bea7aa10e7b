// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "http/context.h"
#include "http/spectrogram_query.h"
#include "store/spectrograms.h"

namespace noctule {

/// The images that a request asks for: one variant of a stored spectrogram, or the compressed
/// variant drawn for the request.
struct ServedImages {
  Spectrogram spectrogram;
  Variant variant = Variant::kFull;
  std::string tag;                     ///< identifies the contents of the images
  DrawnImages::Drawn drawn;            ///< null if the images are stored
  std::string tiles_url, tiles_query;  ///< before and after a tile's number

  std::vector<ColumnRange> segments(Store& store) const;
  /// Throws NotFoundError if they are gone.
  ImageSet images(Store& store) const;
};

/// nullopt if it must be rendered first. Throws NotFoundError if there is no such spectrogram.
std::optional<ServedImages> find_images(Context& c, const Recording& recording,
                                        const SpectrogramQuery& query, Variant variant);

/// Renders what find_images() returns. Throws RecordingError if that fails.
void render_images(Services& services, Store& store, const Recording& recording,
                   const SpectrogramQuery& query, Variant variant);

/// Equal for queries that need the same render; "" for the default spectrogram.
std::string render_name(const SpectrogramQuery& query, Variant variant);

}  // namespace noctule
