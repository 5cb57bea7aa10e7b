// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "image/figure.h"
#include "image/painter.h"
#include "image/rgb_rows.h"

namespace noctule {

/// The pixels of `levels` with what `figure` draws around and over them; the figure's lengths are
/// in px. Refers to both.
RgbRows figure_rows(const Levels& levels, const Figure& figure);

/// One PDF page with a JPEG, embedded once as it is. `figure`: null, or what to draw around it, its
/// lengths in points, in vector graphics.
std::string pdf_page(std::string_view jpeg, const std::string& title, double width, double height,
                     const Figure* figure);

/// Length of a picture's side on a PDF page in points: 0.75 per px (96 px per inch), less where
/// the page would be larger than PDF readers display.
double points_of(int64_t px);

}  // namespace noctule
