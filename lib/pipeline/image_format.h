// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "image/levels.h"
#include "pipeline/options.h"

namespace noctule {

/// Formats of pictures. A PDF has one page with a JPEG on it.
enum class ImageFormat { kJpeg, kPgm, kPng, kPdf };

/// Encodes levels as a file; for kPdf, as the JPEG that its page shows. Consumes them.
std::string encode(Levels&& levels, const ImageOptions& options, ImageFormat format);

}  // namespace noctule
