// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/figure_rows.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

namespace noctule {
namespace {

constexpr int kChunk = 8192;  ///< px of a canvas, far below Cairo's limit

/// A rectangle of pixels cut from a figure. Those above and below the picture have no colours and
/// are kept as one byte each.
struct Strip {
  int left, width, channels;
  std::vector<uint8_t> values;

  Strip(const Figure& figure, int left_px, int top, int width_px, int height, int channels_)
      : left(left_px),
        width(width_px),
        channels(channels_),
        values(static_cast<size_t>(channels) * static_cast<size_t>(width) *
               static_cast<size_t>(height)) {
    std::vector<uint8_t> rgb(3 * static_cast<size_t>(kChunk));
    for (int x = 0; x < width; x += kChunk) {
      const int count = std::min(kChunk, width - x);
      Canvas canvas = Canvas::pixels(left + x, top, count, height);
      draw_axes(canvas, figure);
      for (int row = 0; row < height; ++row) {
        canvas.read_row(row, rgb.data());
        uint8_t* out = values.data() + at(row) + static_cast<size_t>(channels) * x;
        for (int i = 0; i < channels * count; ++i) out[i] = rgb[channels == 3 ? i : 3 * i];
      }
    }
  }

  void copy_row(int row, uint8_t* rgb) const {
    const uint8_t* in = values.data() + at(row);
    uint8_t* out = rgb + 3 * static_cast<size_t>(left);
    for (int i = 0; i < 3 * width; ++i) out[i] = in[channels == 3 ? i : i / 3];
  }

 private:
  size_t at(int row) const {
    return static_cast<size_t>(channels) * static_cast<size_t>(row) * static_cast<size_t>(width);
  }
};

/// The four margins.
struct Border {
  Strip top, bottom, left, right;

  Border(const Figure& figure, int width, int height, const Margins& m)
      : top(figure, 0, 0, m.left + width + m.right, m.top, 1),
        bottom(figure, 0, m.top + height, m.left + width + m.right, m.bottom, 1),
        left(figure, 0, m.top, m.left, height, 3),
        right(figure, m.left + width, m.top, m.right, height, 3) {}
};

void set_pixel(uint8_t* rgb, int x, int width, uint32_t color) {
  if (x < 0 || x >= width) return;
  rgb[3 * x] = static_cast<uint8_t>(color >> 16);
  rgb[3 * x + 1] = static_cast<uint8_t>(color >> 8);
  rgb[3 * x + 2] = static_cast<uint8_t>(color);
}

/// The part of the outlines of `boxes` in a row of the picture.
void draw_boxes(const std::vector<Box>& boxes, uint32_t color, int row, int width, uint8_t* rgb) {
  for (const Box& box : boxes) {
    const auto left = static_cast<int>(std::floor(box.left)),
               right = static_cast<int>(std::floor(box.right)),
               top = static_cast<int>(std::floor(box.top)),
               bottom = static_cast<int>(std::floor(box.bottom));
    if (row < top || row > bottom) continue;
    set_pixel(rgb, left, width, color);
    set_pixel(rgb, right, width, color);
    if (row == top || row == bottom)
      for (int x = std::max(0, left); x <= std::min(right, width - 1); ++x)
        set_pixel(rgb, x, width, color);
  }
}

void draw_levels(const Levels& levels, const Figure& figure, int row, uint8_t* rgb) {
  const ColorTable& colors = colors_of(figure.colormap);
  const uint8_t* values = levels.at(row);
  for (int x = 0; x < levels.width; ++x) set_pixel(rgb, x, levels.width, colors[values[x]]);
  draw_boxes(figure.boxes, box_color(figure.colormap), row, levels.width, rgb);
}

}  // namespace

RgbRows figure_rows(const Levels& levels, const Figure& figure) {
  const Margins m = figure.margins();
  std::shared_ptr<const Border> border;
  if (figure.axes) border = std::make_shared<Border>(figure, levels.width, levels.height, m);
  RgbRows rows;
  rows.width = m.left + levels.width + m.right;
  rows.height = m.top + levels.height + m.bottom;
  rows.draw = [=, &levels, &figure](int row, uint8_t* rgb) {
    const int inner = row - m.top;
    if (inner >= 0 && inner < levels.height)
      draw_levels(levels, figure, inner, rgb + 3 * static_cast<size_t>(m.left));
    if (!border) return;
    if (inner < 0) return border->top.copy_row(row, rgb);
    if (inner >= levels.height) return border->bottom.copy_row(inner - levels.height, rgb);
    border->left.copy_row(inner, rgb);
    border->right.copy_row(inner, rgb);
  };
  return rows;
}

double points_of(int64_t px) {
  constexpr double kPointsPerPx = 0.75, kMax = 14000;  // Acrobat shows pages up to 14,400 points
  return std::min(kMax, static_cast<double>(px) * kPointsPerPx);
}

std::string pdf_page(std::string_view jpeg, const std::string& title, double width, double height,
                     const Figure* figure) {
  const Margins m = figure == nullptr ? Margins{0, 0, 0, 0} : figure->margins();
  std::string bytes;
  Canvas page = Canvas::page(m.left + width + m.right, m.top + height + m.bottom, title, bytes);
  page.jpeg(jpeg, m.left, m.top, width, height);
  if (figure != nullptr) {
    if (figure->axes) draw_axes(page, *figure);
    for (const Box& box : figure->boxes)
      page.outline(m.left + box.left, m.top + box.top, box.right - box.left, box.bottom - box.top,
                   box_color(figure->colormap));
  }
  page.finish();
  return bytes;
}

}  // namespace noctule
