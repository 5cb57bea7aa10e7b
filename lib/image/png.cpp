// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/png.h"

#include <png.h>

#include <array>
#include <csetjmp>
#include <vector>

#include "core/error.h"

namespace noctule {
namespace {

using Palette = std::array<png_color, 256>;

Palette palette_of(Colormap map) {
  Palette palette{};
  for (size_t level = 0; level < palette.size(); ++level) {
    const uint32_t rgb = colors_of(map)[level];
    palette[level] = {static_cast<png_byte>(rgb >> 16), static_cast<png_byte>(rgb >> 8 & 255),
                      static_cast<png_byte>(rgb & 255)};
  }
  return palette;
}

/// Streams rows to libpng. libpng reports errors by longjmp() to the last setjmp(), so functions
/// that call it have no locals with destructors.
class PngWriter {
 public:
  /// `palette`: null for RGB.
  PngWriter(int width, int height, const Palette* palette) {
    png_ = png_create_write_struct(PNG_LIBPNG_VER_STRING, this, &fail, &ignore);
    info_ = png_ == nullptr ? nullptr : png_create_info_struct(png_);
    if (info_ == nullptr) {
      png_destroy_write_struct(&png_, nullptr);
      throw FatalError("cannot start the PNG library: out of memory");
    }
    start(width, height, palette);
    check();
  }
  PngWriter(const PngWriter&) = delete;
  PngWriter& operator=(const PngWriter&) = delete;
  ~PngWriter() { png_destroy_write_struct(&png_, &info_); }

  void write(const uint8_t* row) {
    write_row(row);
    check();
  }

  std::string finish() {
    end();
    check();
    return std::move(bytes_);
  }

 private:
  void start(int width, int height, const Palette* palette) {
    if (setjmp(png_jmpbuf(png_)) != 0) return;
    png_set_write_fn(png_, &bytes_, &append, nullptr);
    // The default maximum is 1,000,000 px.
    png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_IHDR(png_, info_, static_cast<png_uint_32>(width), static_cast<png_uint_32>(height), 8,
                 palette != nullptr ? PNG_COLOR_TYPE_PALETTE : PNG_COLOR_TYPE_RGB,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    // Colours are those of a palette, so that differences of pixels compress worse, and slowly.
    png_set_filter(png_, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
    if (palette != nullptr)
      png_set_PLTE(png_, info_, palette->data(), static_cast<int>(palette->size()));
    png_write_info(png_, info_);
  }

  void write_row(const uint8_t* row) {
    if (setjmp(png_jmpbuf(png_)) == 0) png_write_row(png_, row);
  }

  void end() {
    if (setjmp(png_jmpbuf(png_)) == 0) png_write_end(png_, nullptr);
  }

  void check() const {
    if (!error_.empty()) throw FatalError("cannot encode a PNG: " + error_);
  }

  static void append(png_structp png, png_bytep data, size_t size) {
    static_cast<std::string*>(png_get_io_ptr(png))->append(reinterpret_cast<char*>(data), size);
  }
  [[noreturn]] static void fail(png_structp png, png_const_charp message) {
    static_cast<PngWriter*>(png_get_error_ptr(png))->error_ = message;
    png_longjmp(png, 1);
  }
  static void ignore(png_structp, png_const_charp) {}

  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  std::string bytes_;
  std::string error_;
};

}  // namespace

std::string encode_png(const Levels& levels, Colormap map) {
  const Palette palette = palette_of(map);
  PngWriter writer(levels.width, levels.height, &palette);
  for (int row = 0; row < levels.height; ++row) writer.write(levels.at(row));
  return writer.finish();
}

std::string encode_png(const RgbRows& image) {
  PngWriter writer(image.width, image.height, nullptr);
  std::vector<uint8_t> rgb(3 * static_cast<size_t>(image.width));
  for (int row = 0; row < image.height; ++row) {
    image.draw(row, rgb.data());
    writer.write(rgb.data());
  }
  return writer.finish();
}

}  // namespace noctule
