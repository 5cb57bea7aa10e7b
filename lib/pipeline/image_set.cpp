// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/image_set.h"

#include "core/error.h"
#include "pipeline/stored.h"

namespace noctule {

ImageSet images_of(const std::shared_ptr<const Rendering>& rendering, Form form) {
  const Picture& picture = form == Form::kFull ? *rendering->full : *rendering->compressed;
  ImageSet set;
  set.widths = {picture.main_width};
  set.widths.insert(set.widths.end(), picture.tile_widths.begin(), picture.tile_widths.end());
  set.read = [rendering, &picture](int number) {
    return number == 0 ? picture.main : picture.tiles.read(static_cast<size_t>(number) - 1);
  };
  return set;
}

ImageSet stored_images(Store& store, Id spectrogram, Form form) {
  ImageSet set;
  for (const ImageSize& image : images_of(store, spectrogram, form))
    set.widths.push_back(image.width);
  constexpr const char* kGone = "its spectrogram was removed or replaced meanwhile; try again";
  if (set.widths.empty()) throw RecordingError(kGone);
  set.read = [&store, spectrogram, form](int number) {
    auto image = image_of(store, spectrogram, form, number);
    if (!image) throw RecordingError(kGone);
    return std::move(*image);
  };
  return set;
}

CompressedImages compressed_images(Store& store, const Recording& recording,
                                   const Spectrogram& spectrogram,
                                   const SpectrogramOptions& options) {
  if (options.default_compression())
    return {segments_of(store, spectrogram.id),
            stored_images(store, spectrogram.id, Form::kCompressed)};
  Wanted wanted;
  wanted.full = false;
  wanted.compressed = true;
  const auto rendering =
      std::make_shared<const Rendering>(render_recording(recording, options, wanted));
  return {rendering->segments, images_of(rendering, Form::kCompressed)};
}

}  // namespace noctule
