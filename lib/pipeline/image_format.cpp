// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/image_format.h"

#include <utility>

#include "image/jpeg.h"
#include "image/png.h"

namespace noctule {

std::string encode(Levels&& levels, const ImageOptions& options, ImageFormat format) {
  switch (format) {
    case ImageFormat::kPgm:
      return encode_pgm(levels);
    case ImageFormat::kPng:
      return encode_png(levels, options.colormap);
    case ImageFormat::kJpeg:
    case ImageFormat::kPdf:
      break;
  }
  return encode_jpeg(std::move(levels), options.colormap, options.quality);
}

}  // namespace noctule
