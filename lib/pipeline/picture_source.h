// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/call.h"
#include "core/input_file.h"
#include "dsp/denoise.h"
#include "image/geometry.h"
#include "pipeline/picture.h"
#include "store/store.h"

namespace noctule {

/// What must be known of a whole recording before a part of it can be drawn, or drawn with axes.
struct PictureSource {
  std::shared_ptr<const InputFile> file;
  Geometry geometry;  ///< of the whole
  Denoiser statistics;
  std::vector<ColumnRange> segments;  ///< of the compressed variant, if needed
  std::vector<Call> calls;            ///< the listed ones, if needed
  std::vector<std::string> warnings;
};

/// Reads the file as often as the request needs. `time_expansion`: true rate / header rate.
PictureSource analyse_file(std::shared_ptr<const InputFile> file, double time_expansion,
                           const PictureRequest& request);

/// The same from what is stored with `spectrogram`, whose source, window, denoising and horizontal
/// scale are those of the request; reads the file only for other options of segments.
PictureSource analyse_stored(Store& store, const Recording& recording,
                             const Spectrogram& spectrogram, const PictureRequest& request);

}  // namespace noctule
