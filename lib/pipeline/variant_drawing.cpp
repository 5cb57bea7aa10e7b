// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/variant_drawing.h"

#include <algorithm>
#include <utility>

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

VariantDrawing::VariantDrawing(const Geometry& geometry, const std::vector<ColumnRange>& ranges,
                               float maximum_db, const ImageOptions& options, ImageFormat format)
    : VariantDrawing(geometry, ranges, maximum_db, options,
                     [options, format](Levels&& levels, const ColumnRange&) {
                       return encode(std::move(levels), options, format);
                     }) {}

VariantDrawing::VariantDrawing(const Geometry& geometry, const std::vector<ColumnRange>& ranges,
                               float maximum_db, const ImageOptions& options, EncodeImage encode)
    : encode_(std::move(encode)), columns_(total_width(ranges)) {
  const int64_t width = columns_;
  const auto first_width = static_cast<int>(std::min<int64_t>(width, options.max_width));
  set_.widths.push_back(first_width);
  if (first_width < width) {
    overview_.emplace(width, first_width, geometry.height);
    for (int64_t left = width; left > 0; left -= options.tile_width)
      set_.widths.push_back(static_cast<int>(std::min<int64_t>(left, options.tile_width)));
  }
  painter_ = std::make_unique<Painter>(geometry, ColumnMap(ranges, width), maximum_db,
                                       overview_ ? options.tile_width : first_width,
                                       [this](Levels& levels) { take(levels); });
}

void VariantDrawing::take(Levels& levels) {
  if (overview_) overview_->add(levels);
  const int64_t first = std::exchange(next_column_, next_column_ + levels.width);
  std::string image = encode_(std::move(levels), {first, next_column_});
  if (overview_)
    images_->tiles.append(image);
  else
    images_->first = std::move(image);
}

ImageSet VariantDrawing::finish() {
  painter_.reset();  // its tile takes 15 MB
  if (overview_) images_->first = encode_(std::move(overview_->levels()), {0, columns_});
  set_.bytes = static_cast<int64_t>(images_->first.size() + images_->tiles.bytes());
  set_.read = [images = images_](int number) {
    return number == 0 ? images->first : images->tiles.read(static_cast<size_t>(number) - 1);
  };
  return std::move(set_);
}

}  // namespace noctule
