// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "image/frame.h"
#include "image/painter.h"
#include "image/rgb_rows.h"

namespace noctule {

/// A picture in its frame, in pixels; the frame's lengths are those of the levels, in px. Refers to
/// `levels` and `frame`.
RgbRows framed_picture(const Levels& levels, const Frame& frame);

/// One PDF page with a JPEG, embedded once as it is. `frame`: null, or what to draw around it in
/// points, in vector graphics.
std::string pdf_page(std::string_view jpeg, const std::string& title, double width, double height,
                     const Frame* frame);

/// Length of a picture's side on a PDF page in points: 0.75 per px (96 px per inch), less where
/// the page would be larger than PDF readers display.
double points_of(int64_t px);

}  // namespace noctule
