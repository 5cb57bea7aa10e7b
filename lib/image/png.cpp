// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/png.h"

#include <png.h>

#include <array>

#include "core/error.h"

namespace noctule {

std::string encode_png(const Levels& levels, Colormap map) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(levels.width);
  image.height = static_cast<png_uint_32>(levels.height);
  image.format = PNG_FORMAT_RGB_COLORMAP;
  image.colormap_entries = 256;
  std::array<uint8_t, 3 * 256> palette;
  for (size_t level = 0; level < 256; ++level)
    for (size_t channel = 0; channel < 3; ++channel)
      palette[3 * level + channel] =
          static_cast<uint8_t>(colors_of(map)[level] >> (16 - 8 * channel));
  std::string bytes(PNG_IMAGE_PNG_SIZE_MAX(image), '\0');
  png_alloc_size_t size = bytes.size();
  if (png_image_write_to_memory(&image, bytes.data(), &size, 0, levels.values.data(), levels.stride,
                                palette.data()) == 0)
    throw FatalError(std::string("cannot encode a PNG: ") + image.message);
  bytes.resize(size);
  return bytes;
}

}  // namespace noctule
