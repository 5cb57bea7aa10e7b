// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/shrink.h"

#include "image/halve.h"
#include "pipeline/options.h"

namespace noctule {

std::string shrink_image(const std::string& jpeg, int times, const std::string& parameters) {
  const ImageOptions options = SpectrogramOptions::of_key(parameters).image;
  const bool on_white = options.colormap == Colormap::kGrayInverted;
  const Keep keep = on_white ? Keep::kDarkest : Keep::kBrightest;
  return encode_jpeg(halve_width(decode_jpeg(jpeg), times, keep), options.quality);
}

}  // namespace noctule
