// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct _cairo;
struct _cairo_surface;

namespace noctule {

/// Where a text is placed relative to its point.
enum class Anchor { kLeft, kCenter, kRight };

/// Draws rectangles and text with Cairo and Pango, on pixels or on a PDF page. Coordinates are px
/// or points from the top left corner; colours are 0xRRGGBB. Functions that draw or measure text
/// throw FatalError if there is no font.
class Canvas {
 public:
  /// White pixels of the part of a larger picture whose corner is at (left, top). At most 32,767 px
  /// on each side, Cairo's limit.
  static Canvas pixels(double left, double top, int width, int height);
  /// A page whose document is appended to `bytes` by finish().
  static Canvas page(double width, double height, const std::string& title, std::string& bytes);

  /// Fills a rectangle; pixels are filled whole or not at all.
  void fill(double x, double y, double width, double height, uint32_t color);
  /// Outlines a rectangle with lines of width 1 inside its borders.
  void outline(double x, double y, double width, double height, uint32_t color);
  /// A line of text whose vertical centre is `y`; cut with "…" at `max_width` if that is positive.
  void text(const std::string& text, double x, double y, Anchor anchor, double max_width = 0,
            uint32_t color = 0);
  /// The same, read from bottom to top: its middle is at (x, y).
  void vertical_text(const std::string& text, double x, double y);
  double text_width(const std::string& text);
  /// Draws a JPEG into a rectangle of a page, which embeds the file as it is. The bytes must exist
  /// until finish().
  void jpeg(std::string_view bytes, double x, double y, double width, double height);

  /// Whether lines are drawn on whole pixels.
  bool raster() const { return raster_; }
  /// Copies a row of pixels as RGB.
  void read_row(int row, uint8_t* rgb) const;
  /// Completes the page.
  void finish();

 private:
  struct Release {
    void operator()(_cairo* context) const;
    void operator()(_cairo_surface* surface) const;
  };
  Canvas(_cairo_surface* surface, bool raster);
  void check() const;

  std::unique_ptr<_cairo_surface, Release> surface_;
  std::unique_ptr<_cairo, Release> context_;
  bool raster_;
};

}  // namespace noctule
