// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/pdf_images.h"

#include <numeric>
#include <utility>

#include "image/figure_rows.h"

namespace noctule {
namespace {

/// The columns that an image shows, counted over the whole variant.
ColumnRange columns_of(const std::vector<int>& widths, int number) {
  if (number == 0) {
    const auto tiles = std::accumulate(widths.begin() + 1, widths.end(), int64_t{0});
    return {0, widths.size() == 1 ? widths.front() : tiles};
  }
  const auto first = std::accumulate(widths.begin() + 1, widths.begin() + number, int64_t{0});
  return {first, first + widths[static_cast<size_t>(number)]};
}

}  // namespace

ImageSet as_pdf(ImageSet jpegs, int height, const std::string& title, MakeFigure figure) {
  ImageSet pages = jpegs;
  pages.read = [=, jpegs = std::move(jpegs), figure = std::move(figure)](int number) {
    const double width_pt = points_of(jpegs.widths[static_cast<size_t>(number)]),
                 height_pt = points_of(height);
    const std::string jpeg = jpegs.read(number);
    if (!figure) return pdf_page(jpeg, title, width_pt, height_pt, nullptr);
    const Figure drawn = figure(columns_of(jpegs.widths, number), width_pt, height_pt);
    return pdf_page(jpeg, title, width_pt, height_pt, &drawn);
  };
  return pages;
}

}  // namespace noctule
