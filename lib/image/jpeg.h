// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "image/colormap.h"
#include "image/levels.h"
#include "image/pixels.h"
#include "image/rgb_rows.h"

namespace noctule {

/// Maximum JPEG width that libjpeg accepts (JPEG_MAX_DIMENSION).
inline constexpr int kMaxJpegWidth = 65500;

/// Encodes levels through a colour map as baseline JPEG, 4:2:0. Consumes the levels: they become
/// luma in place, since a second plane would take 28 MB for the widest image. Throws FatalError if
/// the encoder fails.
std::string encode_jpeg(Levels&& levels, Colormap map, int quality);

/// Encodes an image as baseline JPEG, 4:2:0, with 1.5 bytes of memory per pixel.
std::string encode_jpeg(const RgbRows& image, int quality);

/// Encodes the levels as binary PGM (lossless).
std::string encode_pgm(const Levels& levels);

/// Throws FatalError if the bytes are not a JPEG.
Pixels decode_jpeg(std::string_view jpeg);
std::string encode_jpeg(const Pixels& pixels, int quality);

}  // namespace noctule
