// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/image_set.h"
#include "core/spool.h"
#include "image/overview.h"
#include "image/painter.h"
#include "pipeline/options.h"

namespace noctule {

enum class ImageFormat { kJpeg, kPgm, kPng, kPdf };

/// The levels as a file; for kPdf the JPEG that its page shows. Consumes them.
std::string encode(Levels&& levels, const ImageOptions& options, ImageFormat format);

/// Encodes an image that shows `columns` of a variant, counted side by side. Consumes the levels.
using EncodeImage = std::function<std::string(Levels&& levels, const ColumnRange& columns)>;

/// Draws one variant: a single image, or tiles and an overview of them.
class VariantDrawing {
 public:
  /// Draws the ranges of the recording's columns side by side; `maximum_db` gets level 255.
  VariantDrawing(const Geometry& geometry, const std::vector<ColumnRange>& ranges, float maximum_db,
                 const ImageOptions& options, ImageFormat format);
  VariantDrawing(const Geometry& geometry, const std::vector<ColumnRange>& ranges, float maximum_db,
                 const ImageOptions& options, EncodeImage encode);

  Painter& painter() { return *painter_; }
  /// Call once, after all columns are painted; the painter is gone then.
  ImageSet finish();

 private:
  struct Images {
    std::string first;
    Spool tiles;
  };
  void take(Levels& levels);

  EncodeImage encode_;
  int64_t columns_ = 0, next_column_ = 0;
  std::shared_ptr<Images> images_ = std::make_shared<Images>();
  ImageSet set_;
  std::optional<Overview> overview_;  ///< if the variant has tiles
  std::unique_ptr<Painter> painter_;
};

}  // namespace noctule
