// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "image/canvas.h"
#include "image/colormap.h"

namespace noctule {

/// Space around a picture with axes, in px or points.
struct Margins {
  int left = 62, top = 30, right = 92, bottom = 50;
};
inline constexpr Margins kMargins;

/// The time axis below columns of a picture whose times are consecutive.
struct TimeAxis {
  double left = 0, right = 0;  ///< from the picture's left border
  double start_ms = 0, end_ms = 0;

  double x_at(double ms) const {
    return left + (ms - start_ms) / (end_ms - start_ms) * (right - left);
  }
};

/// A rectangle from the picture's top left corner.
struct Box {
  double left = 0, top = 0, right = 0, bottom = 0;
};

/// What is drawn around and over a picture: a title, axes for time and frequency, the scale of its
/// levels, and boxes around calls. Lengths are in the unit of the canvas: px or points.
struct Figure {
  double width = 0, height = 0;  ///< of the picture
  bool axes = true;              ///< false: only boxes
  std::string title;
  std::vector<TimeAxis> times;  ///< one; for segments side by side, one each
  bool in_seconds = false;      ///< unit of the time axis; false: ms
  double low_hz = 0, high_hz = 0;
  std::string scale_title;  ///< e.g. "dB above median"
  double white_db = 0;      ///< value of the highest level; the lowest stands for 0
  Colormap colormap = Colormap::kMagma;
  std::vector<Box> boxes;

  Margins margins() const { return axes ? kMargins : Margins{0, 0, 0, 0}; }
};

/// Draws title, axes and scale; the picture's top left corner is at (margins.left, margins.top).
void draw_axes(Canvas& canvas, const Figure& figure);

/// A colour for boxes that stands out from the colour map.
uint32_t box_color(Colormap map);

}  // namespace noctule
