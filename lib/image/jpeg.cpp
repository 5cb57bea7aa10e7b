// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/jpeg.h"

#include <turbojpeg.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include "core/error.h"

namespace noctule {
namespace {

struct CloseHandle {
  void operator()(void* handle) const { tjDestroy(handle); }
};
using Handle = std::unique_ptr<void, CloseHandle>;

Handle checked(tjhandle handle) {
  if (handle == nullptr) throw FatalError("cannot start the JPEG library: out of memory");
  return Handle(handle);
}

void check(int result, const Handle& handle) {
  if (result != 0)
    throw FatalError(std::string("the JPEG library failed: ") + tjGetErrorStr2(handle.get()));
}

/// Buffer for the largest possible JPEG of this size; untouched pages take no memory.
class Output {
 public:
  Output(int width, int height) : buffer_(tjBufSize(width, height, TJSAMP_420)) {
    data_ = buffer_.data();
    size_ = buffer_.size();
  }
  unsigned char** data() { return &data_; }
  unsigned long* size() { return &size_; }
  std::string text() const { return {reinterpret_cast<const char*>(data_), size_}; }

 private:
  Buffer<unsigned char> buffer_;
  unsigned char* data_;
  unsigned long size_;
};

/// JPEG colours by level (JFIF 1.02), packed so that adding four does not carry from Cb to Cr:
///
///   bit   31      24 23     20 19          10 9            0
///        │   luma   │    0    │  00 │ Cr     │  00 │ Cb     │
using PackedTable = std::array<uint32_t, 256>;

PackedTable pack(const ColorTable& colors) {
  PackedTable table{};
  for (size_t level = 0; level < 256; ++level) {
    const double r = colors[level] >> 16 & 255, g = colors[level] >> 8 & 255,
                 b = colors[level] & 255;
    const auto byte = [](double value) {
      return static_cast<uint32_t>(std::clamp(std::lround(value), 0L, 255L));
    };
    const uint32_t cb = byte(128 - 0.168736 * r - 0.331264 * g + 0.5 * b);
    const uint32_t cr = byte(128 + 0.5 * r - 0.418688 * g - 0.081312 * b);
    table[level] = cb | cr << 10 | byte(0.299 * r + 0.587 * g + 0.114 * b) << 24;
  }
  return table;
}

/// Converts two rows of levels to luma, in place, and to one row of each chroma, averaging 2 × 2.
void convert_rows(uint8_t* __restrict upper, uint8_t* __restrict lower, int chroma_width,
                  const PackedTable& table, uint8_t* __restrict cb, uint8_t* __restrict cr) {
  const uint32_t* const colors = table.data();
  for (int x = 0; x < chroma_width; ++x) {
    const uint32_t a = colors[upper[2 * x]], b = colors[upper[2 * x + 1]];
    const uint32_t c = colors[lower[2 * x]], d = colors[lower[2 * x + 1]];
    upper[2 * x] = static_cast<uint8_t>(a >> 24);
    upper[2 * x + 1] = static_cast<uint8_t>(b >> 24);
    lower[2 * x] = static_cast<uint8_t>(c >> 24);
    lower[2 * x + 1] = static_cast<uint8_t>(d >> 24);
    // Luma overflows at the top; four 8-bit chromas, plus 2 for rounding, fit in 10 bits.
    const uint32_t sum = a + b + c + d + (2 | 2 << 10);
    cb[x] = static_cast<uint8_t>(sum >> 2);
    cr[x] = static_cast<uint8_t>(sum >> 12);
  }
}

/// Repeats the last column and row if their number is odd.
void pad_to_even(Levels& levels) {
  if (levels.width % 2 == 1)
    for (int row = 0; row < levels.height; ++row)
      levels.at(row)[levels.width] = levels.at(row)[levels.width - 1];
  if (levels.height % 2 == 1)
    std::copy_n(levels.at(levels.height - 1), levels.stride, levels.at(levels.height));
}

/// Compresses a luma plane and, one after the other, two chroma planes of half its size.
std::string compress(const Levels& luma, const Buffer<uint8_t>& chroma, int quality) {
  const int width = luma.width, height = luma.height, chroma_width = (width + 1) / 2;
  const auto chroma_size = static_cast<size_t>(chroma_width) * ((height + 1) / 2);
  const Handle handle = checked(tjInitCompress());
  Output output(width, height);
  const unsigned char* planes[] = {luma.values.data(), chroma.data(), chroma.data() + chroma_size};
  const int strides[] = {luma.stride, chroma_width, chroma_width};
  check(tjCompressFromYUVPlanes(handle.get(), planes, width, strides, height, TJSAMP_420,
                                output.data(), output.size(), quality, TJFLAG_NOREALLOC),
        handle);
  return output.text();
}

/// Two rows of RGB as luma and one row of each chroma, for an even number of columns. JFIF 1.02
/// with coefficients in 1/65536; chroma is the mean of 2 × 2.
void convert_rows(const uint8_t* upper, const uint8_t* lower, int chroma_width, uint8_t* upper_luma,
                  uint8_t* lower_luma, uint8_t* cb, uint8_t* cr) {
  const auto luma_of = [](const uint8_t* p) {
    return static_cast<uint8_t>((19595 * p[0] + 38470 * p[1] + 7471 * p[2] + 32768) >> 16);
  };
  const auto chroma_of = [](int sum) {
    return static_cast<uint8_t>(std::min(255, ((128 << 18) + sum + (1 << 17)) >> 18));
  };
  for (int x = 0; x < chroma_width; ++x) {
    const uint8_t *a = upper + 6 * x, *b = a + 3, *c = lower + 6 * x, *d = c + 3;
    upper_luma[2 * x] = luma_of(a);
    upper_luma[2 * x + 1] = luma_of(b);
    lower_luma[2 * x] = luma_of(c);
    lower_luma[2 * x + 1] = luma_of(d);
    const int red = a[0] + b[0] + c[0] + d[0], green = a[1] + b[1] + c[1] + d[1];
    const int blue = a[2] + b[2] + c[2] + d[2];
    cb[x] = chroma_of(-11058 * red - 21710 * green + 32768 * blue);
    cr[x] = chroma_of(32768 * red - 27439 * green - 5329 * blue);
  }
}

}  // namespace

std::string encode_jpeg(Levels&& levels, Colormap map, int quality) {
  const int chroma_width = (levels.width + 1) / 2, chroma_height = (levels.height + 1) / 2;
  const auto chroma_size = static_cast<size_t>(chroma_width) * chroma_height;
  Buffer<uint8_t> chroma(2 * chroma_size);
  const PackedTable table = pack(colors_of(map));
  pad_to_even(levels);
  for (int row = 0; row < chroma_height; ++row) {
    uint8_t* cb = chroma.data() + static_cast<size_t>(row) * chroma_width;
    convert_rows(levels.at(2 * row), levels.at(2 * row + 1), chroma_width, table, cb,
                 cb + chroma_size);
  }

  return compress(levels, chroma, quality);
}

std::string encode_jpeg(const RgbRows& image, int quality) {
  const int chroma_width = (image.width + 1) / 2, chroma_height = (image.height + 1) / 2;
  const auto chroma_size = static_cast<size_t>(chroma_width) * chroma_height;
  Levels luma;
  luma.resize(image.width, image.height);
  Buffer<uint8_t> chroma(2 * chroma_size);
  std::vector<uint8_t> rows[2];
  for (auto& row : rows) row.resize(6 * static_cast<size_t>(chroma_width));
  const size_t end = 3 * static_cast<size_t>(image.width);
  for (int row = 0; row < chroma_height; ++row) {
    for (int half = 0; half < 2; ++half) {
      uint8_t* rgb = rows[half].data();
      image.draw(std::min(2 * row + half, image.height - 1), rgb);
      if (image.width % 2 == 1) std::copy_n(rgb + end - 3, 3, rgb + end);
    }
    uint8_t* cb = chroma.data() + static_cast<size_t>(row) * chroma_width;
    convert_rows(rows[0].data(), rows[1].data(), chroma_width, luma.at(2 * row),
                 luma.at(2 * row + 1), cb, cb + chroma_size);
  }
  return compress(luma, chroma, quality);
}

std::string encode_pgm(const Levels& levels) {
  std::string pgm =
      "P5\n" + std::to_string(levels.width) + " " + std::to_string(levels.height) + "\n255\n";
  for (int row = 0; row < levels.height; ++row)
    pgm.append(reinterpret_cast<const char*>(levels.at(row)), static_cast<size_t>(levels.width));
  return pgm;
}

Pixels decode_jpeg(std::string_view jpeg) {
  const Handle handle = checked(tjInitDecompress());
  const auto* bytes = reinterpret_cast<const unsigned char*>(jpeg.data());
  Pixels pixels;
  int subsampling = 0, colorspace = 0;
  check(tjDecompressHeader3(handle.get(), bytes, jpeg.size(), &pixels.width, &pixels.height,
                            &subsampling, &colorspace),
        handle);
  pixels.rgb.resize(static_cast<size_t>(pixels.width) * pixels.height * 3);
  check(tjDecompress2(handle.get(), bytes, jpeg.size(), pixels.rgb.data(), pixels.width, 0,
                      pixels.height, TJPF_RGB, 0),
        handle);
  return pixels;
}

std::string encode_jpeg(const Pixels& pixels, int quality) {
  const Handle handle = checked(tjInitCompress());
  Output output(pixels.width, pixels.height);
  check(tjCompress2(handle.get(), pixels.rgb.data(), pixels.width, 0, pixels.height, TJPF_RGB,
                    output.data(), output.size(), TJSAMP_420, quality, TJFLAG_NOREALLOC),
        handle);
  return output.text();
}

}  // namespace noctule
