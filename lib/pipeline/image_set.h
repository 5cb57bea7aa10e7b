// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "pipeline/spectrogram.h"
#include "store/recordings.h"
#include "store/spectrograms.h"

namespace noctule {

/// The images of a full or compressed spectrogram, by number: 0 is the single image, or the
/// overview of what is too wide for one; then tiles count from 1.
struct ImageSet {
  std::vector<int> widths;
  std::function<std::string(int number)> read;
};

ImageSet images_of(const std::shared_ptr<const Rendering>& rendering, Form form);
/// `store` must outlive the set.
ImageSet stored_images(Store& store, Id spectrogram, Form form);

/// The compressed spectrogram with these segment options: the stored one for the default ones, else
/// drawn from the samples. Throws RecordingError where the samples are gone.
struct CompressedImages {
  std::vector<ColumnRange> segments;
  ImageSet images;
};
CompressedImages compressed_images(Store& store, const Recording& recording,
                                   const Spectrogram& spectrogram,
                                   const SpectrogramOptions& options);

}  // namespace noctule
