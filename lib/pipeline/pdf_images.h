// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

#include "core/column_range.h"
#include "core/image_set.h"
#include "image/figure.h"

namespace noctule {

/// Makes the figure of an image that shows `columns` of its variant, for a canvas of this size.
using MakeFigure = std::function<Figure(const ColumnRange& columns, double width, double height)>;

/// JPEGs as PDF files of one page each, made as they are read. `height`: of the images in px;
/// `title`: of the documents; `figure`: null, or what to draw around them. `bytes` stays that of
/// the JPEGs.
ImageSet as_pdf(ImageSet jpegs, int height, const std::string& title, MakeFigure figure);

}  // namespace noctule
