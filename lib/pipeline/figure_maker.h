// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/column_range.h"
#include "image/figure.h"
#include "pipeline/picture_source.h"

namespace noctule {

/// Makes the figure of each image of one picture: the single one, or the overview and the tiles.
class FigureMaker {
 public:
  /// `shown`: the recording's columns that the picture shows side by side.
  FigureMaker(const PictureSource& source, const PictureRequest& request,
              const std::vector<ColumnRange>& shown, const std::string& title);

  /// The figure of an image of `columns` of the picture. `width`, `height`: of the image on the
  /// canvas, in px or points.
  Figure figure(const ColumnRange& columns, double width, double height) const;

 private:
  /// Columns of the recording, and their place in the picture.
  struct Part {
    ColumnRange columns;
    int64_t offset;  ///< picture column = column of the recording + offset
  };
  void add_boxes(Figure& figure) const;

  PictureSource source_;
  PictureRequest request_;
  std::string title_;
  std::vector<Part> parts_;
};

}  // namespace noctule
