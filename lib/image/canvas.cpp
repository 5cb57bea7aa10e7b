// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/canvas.h"

#include <cairo-pdf.h>
#include <cairo.h>
#include <pango/pangocairo.h>

#include <cmath>
#include <numbers>

#include "core/error.h"
#include "core/text.h"
#include "core/version.h"

namespace noctule {
namespace {

constexpr double kFontSize = 12;  ///< px or points

struct Unreference {
  void operator()(void* object) const { g_object_unref(object); }
};
using Layout = std::unique_ptr<PangoLayout, Unreference>;

/// Without fonts Pango would draw boxes in place of letters.
void require_font(PangoLayout* layout) {
  PangoContext* context = pango_layout_get_context(layout);
  PangoFont* font = pango_context_load_font(context, pango_layout_get_font_description(layout));
  if (font == nullptr)
    throw FatalError(
        "drawing text needs a font, and there is none; install one, e.g. fonts-dejavu-core");
  g_object_unref(font);
}

/// File names need not be UTF-8.
std::string valid_utf8(std::string_view text) {
  std::string valid;
  while (!text.empty()) {
    const size_t length = utf8_length(text);
    valid += length > 0 ? text.substr(0, length) : std::string_view("\xEF\xBF\xBD");
    text.remove_prefix(length > 0 ? length : 1);
  }
  return valid;
}

Layout layout_of(cairo_t* context, const std::string& text) {
  Layout layout(pango_cairo_create_layout(context));
  PangoFontDescription* font = pango_font_description_from_string("Sans");
  pango_font_description_set_absolute_size(font, kFontSize * PANGO_SCALE);
  pango_layout_set_font_description(layout.get(), font);
  pango_font_description_free(font);
  require_font(layout.get());
  pango_layout_set_single_paragraph_mode(layout.get(), TRUE);
  const std::string valid = valid_utf8(text);
  pango_layout_set_text(layout.get(), valid.data(), static_cast<int>(valid.size()));
  return layout;
}

struct Size {
  double width, height;
};

Size size_of(const Layout& layout) {
  int width = 0, height = 0;
  pango_layout_get_size(layout.get(), &width, &height);
  return {static_cast<double>(width) / PANGO_SCALE, static_cast<double>(height) / PANGO_SCALE};
}

void set_color(cairo_t* context, uint32_t color) {
  cairo_set_source_rgb(context, (color >> 16) / 255.0, (color >> 8 & 255) / 255.0,
                       (color & 255) / 255.0);
}

cairo_status_t append(void* bytes, const unsigned char* data, unsigned length) {
  static_cast<std::string*>(bytes)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

void Canvas::Release::operator()(_cairo* context) const { cairo_destroy(context); }
void Canvas::Release::operator()(_cairo_surface* surface) const { cairo_surface_destroy(surface); }

Canvas::Canvas(_cairo_surface* surface, bool raster)
    : surface_(surface), context_(cairo_create(surface)), raster_(raster) {
  check();
}

Canvas Canvas::pixels(double left, double top, int width, int height) {
  Canvas canvas(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height), true);
  cairo_t* context = canvas.context_.get();
  set_color(context, 0xFFFFFF);
  cairo_paint(context);
  cairo_translate(context, -left, -top);
  cairo_set_antialias(context, CAIRO_ANTIALIAS_NONE);  // of shapes; text stays smooth
  cairo_font_options_t* font = cairo_font_options_create();
  cairo_font_options_set_antialias(font, CAIRO_ANTIALIAS_GRAY);  // whatever suits a screen
  cairo_set_font_options(context, font);
  cairo_font_options_destroy(font);
  return canvas;
}

Canvas Canvas::page(double width, double height, const std::string& title, std::string& bytes) {
  Canvas canvas(cairo_pdf_surface_create_for_stream(&append, &bytes, width, height), false);
  cairo_surface_t* surface = canvas.surface_.get();
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, valid_utf8(title).c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR,
                                 (std::string("noctule ") + version()).c_str());
  // Without a date, equal pictures are equal files.
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "");
  return canvas;
}

void Canvas::fill(double x, double y, double width, double height, uint32_t color) {
  set_color(context_.get(), color);
  cairo_rectangle(context_.get(), x, y, width, height);
  cairo_fill(context_.get());
}

void Canvas::outline(double x, double y, double width, double height, uint32_t color) {
  set_color(context_.get(), color);
  cairo_set_line_width(context_.get(), 1);
  cairo_rectangle(context_.get(), x + 0.5, y + 0.5, width - 1, height - 1);
  cairo_stroke(context_.get());
}

void Canvas::text(const std::string& text, double x, double y, Anchor anchor, double max_width,
                  uint32_t color) {
  const Layout layout = layout_of(context_.get(), text);
  if (max_width > 0) {
    pango_layout_set_width(layout.get(), static_cast<int>(max_width * PANGO_SCALE));
    pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_MIDDLE);
  }
  const Size size = size_of(layout);
  const double shift = anchor == Anchor::kLeft    ? 0
                       : anchor == Anchor::kRight ? size.width
                                                  : size.width / 2;
  set_color(context_.get(), color);
  const double left = x - shift, top = y - size.height / 2;
  cairo_move_to(context_.get(), raster_ ? std::round(left) : left, raster_ ? std::round(top) : top);
  pango_cairo_show_layout(context_.get(), layout.get());
}

void Canvas::vertical_text(const std::string& text, double x, double y) {
  const Layout layout = layout_of(context_.get(), text);
  const Size size = size_of(layout);
  cairo_save(context_.get());
  cairo_translate(context_.get(), std::round(x - size.height / 2), std::round(y + size.width / 2));
  cairo_rotate(context_.get(), -std::numbers::pi / 2);
  cairo_move_to(context_.get(), 0, 0);
  set_color(context_.get(), 0);
  pango_cairo_show_layout(context_.get(), layout.get());
  cairo_restore(context_.get());
}

double Canvas::text_width(const std::string& text) {
  return size_of(layout_of(context_.get(), text)).width;
}

void Canvas::jpeg(std::string_view bytes, double x, double y, double width, double height) {
  // Cairo's PDF backend takes the file attached to a surface in place of its pixels, so that one
  // pixel stands for pictures wider than a surface can be.
  cairo_surface_t* image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 1, 1);
  cairo_surface_set_mime_data(image, CAIRO_MIME_TYPE_JPEG,
                              reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                              nullptr, nullptr);
  cairo_save(context_.get());
  cairo_translate(context_.get(), x, y);
  cairo_scale(context_.get(), width, height);
  cairo_set_source_surface(context_.get(), image, 0, 0);
  cairo_paint(context_.get());
  cairo_restore(context_.get());
  cairo_surface_destroy(image);
}

void Canvas::read_row(int row, uint8_t* rgb) const {
  cairo_surface_flush(surface_.get());
  const int width = cairo_image_surface_get_width(surface_.get());
  const auto* pixels = reinterpret_cast<const uint32_t*>(
      cairo_image_surface_get_data(surface_.get()) +
      static_cast<ptrdiff_t>(row) * cairo_image_surface_get_stride(surface_.get()));
  for (int x = 0; x < width; ++x) {
    rgb[3 * x] = static_cast<uint8_t>(pixels[x] >> 16);
    rgb[3 * x + 1] = static_cast<uint8_t>(pixels[x] >> 8);
    rgb[3 * x + 2] = static_cast<uint8_t>(pixels[x]);
  }
}

void Canvas::finish() {
  cairo_show_page(context_.get());
  check();
  cairo_surface_finish(surface_.get());
  check();
}

void Canvas::check() const {
  for (const cairo_status_t status :
       {cairo_surface_status(surface_.get()), cairo_status(context_.get())})
    if (status != CAIRO_STATUS_SUCCESS)
      throw FatalError(std::string("cannot draw: ") + cairo_status_to_string(status));
}

}  // namespace noctule
