// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/figure.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "image/ticks.h"

namespace noctule {
namespace {

constexpr uint32_t kInk = 0x000000;
constexpr double kTick = 5, kMinorTick = 3, kBorderTick = 9;
constexpr double kLabelGap = 12;  ///< between two labels of the time axis
constexpr double kLabelY = 17;    ///< of the labels below the time axis
constexpr double kTitleY = 38;    ///< of the title below the time axis
constexpr double kScaleGap = 20;  ///< between the picture and the scale
constexpr double kScaleWidth = 14;
constexpr double kMinLabelHeight = 22;  ///< between labels of a vertical axis
constexpr double kMaxTitleX = 1000;     ///< so that it is seen beside the start of a wide picture

/// Draws ticks and labels; coordinates of the axes are those of the picture.
class AxesDrawing {
 public:
  AxesDrawing(Canvas& canvas, const Figure& figure)
      : canvas_(canvas), figure_(figure), bottom_(kMargins.top + figure.height) {}

  void draw() {
    border(kMargins.left, figure_.width);
    draw_title();
    draw_time_axis();
    draw_frequency_axis();
    draw_scale();
  }

 private:
  double total_width() const { return kMargins.left + figure_.width + kMargins.right; }

  /// Whole pixels on a raster, so that a tick is at its column.
  void line(double x, double y, double width, double height) {
    if (canvas_.raster()) return canvas_.fill(std::floor(x), std::floor(y), width, height, kInk);
    const double thin = 0.6;
    if (width < height)
      canvas_.fill(x - thin / 2, y, thin, height, kInk);
    else
      canvas_.fill(x, y - thin / 2, width, thin, kInk);
  }

  void draw_title() {
    const double max_width = total_width() - kMargins.left / 2.0;
    const double width = std::min(canvas_.text_width(figure_.title), max_width);
    const double left = std::clamp(total_width() - width - 8, 8.0, double{kMargins.left});
    canvas_.text(figure_.title, left, kMargins.top / 2.0, Anchor::kLeft, max_width);
  }

  /// A line around a rectangle, outside of it: inverted gray is white where nothing is.
  void border(double left, double width) {
    line(left - 1, kMargins.top - 1, width + 2, 1);
    line(left - 1, bottom_, width + 2, 1);
    line(left - 1, kMargins.top, 1, figure_.height);
    line(left + width, kMargins.top, 1, figure_.height);
  }

  double unit_ms() const { return figure_.in_seconds ? 1000 : 1; }

  void draw_time_tick(double x, double length) {
    line(kMargins.left + std::min(x, figure_.width - (canvas_.raster() ? 1 : 0)), bottom_, 1,
         length);
  }

  /// Skips labels that would run into the previous one or out of the picture's margins.
  void draw_time_label(double x, const std::string& label, Anchor anchor = Anchor::kCenter) {
    const double width = canvas_.text_width(label);
    const double left = kMargins.left + x - (anchor == Anchor::kCenter ? width / 2 : 0);
    if (left < label_end_ + kLabelGap || left + width > total_width()) return;
    canvas_.text(label, left, bottom_ + kLabelY, Anchor::kLeft);
    label_end_ = left + width;
  }

  void draw_time_axis() {
    const bool segments = figure_.times.size() > 1;
    if (segments)
      draw_segment_ticks();
    else
      for (const TimeAxis& axis : figure_.times) draw_ticks_of(axis);
    std::string title = figure_.in_seconds ? "Time (s)" : "Time (ms)";
    if (segments) title += ", at the start of each segment";
    const double width = canvas_.text_width(title);
    const double center = kMargins.left + std::min(figure_.width, kMaxTitleX) / 2;
    canvas_.text(title, std::max(8 + width / 2, center), bottom_ + kTitleY, Anchor::kCenter,
                 total_width() - 8);
  }

  void draw_ticks_of(const TimeAxis& axis) {
    const double ms_per_px = (axis.end_ms - axis.start_ms) / (axis.right - axis.left);
    const double end = axis.end_ms / unit_ms();
    // Labels get longer with smaller steps.
    double step = round_step(20 * ms_per_px / unit_ms());
    const double gap = axis.right - axis.left < 200 ? kLabelGap : 40;
    while (canvas_.text_width(tick_label(end, step)) + gap > step * unit_ms() / ms_per_px)
      step = round_step(step * 1.01);
    for (const double value : multiples(step / 5, axis.start_ms / unit_ms(), end))
      draw_time_tick(axis.x_at(value * unit_ms()), kMinorTick);
    const auto labelled = multiples(step, axis.start_ms / unit_ms(), end);
    for (const double value : labelled) {
      draw_time_tick(axis.x_at(value * unit_ms()), kTick);
      if (labelled.size() >= 2)
        draw_time_label(axis.x_at(value * unit_ms()), tick_label(value, step));
    }
    if (labelled.size() < 2) draw_end_labels(axis);
  }

  /// Labels at both ends of an axis with room for fewer than two at round times; they give way to
  /// each other.
  void draw_end_labels(const TimeAxis& axis) {
    const double resolution = round_step((axis.end_ms - axis.start_ms) / unit_ms() / 100);
    const std::string start = tick_label(axis.start_ms / unit_ms(), resolution);
    const std::string end = tick_label(axis.end_ms / unit_ms(), resolution);
    const double width = canvas_.text_width(start), middle = (axis.left + axis.right) / 2;
    draw_time_tick(axis.left, kBorderTick);
    draw_time_label(std::min(axis.left - width / 2, middle - kLabelGap / 2 - width), start,
                    Anchor::kLeft);
    draw_time_tick(axis.right, kBorderTick);
    draw_time_label(std::max(axis.right - canvas_.text_width(end) / 2, middle + kLabelGap / 2), end,
                    Anchor::kLeft);
  }

  void draw_segment_ticks() {
    for (const TimeAxis& axis : figure_.times) {
      const double ms_per_px = (axis.end_ms - axis.start_ms) / (axis.right - axis.left);
      const double step_ms = round_step(12 * ms_per_px);
      if (axis.right - axis.left > 24)
        for (const double ms : multiples(step_ms, axis.start_ms, axis.end_ms))
          draw_time_tick(axis.x_at(ms), kMinorTick);
      draw_time_tick(axis.left, kBorderTick);
      line(kMargins.left + axis.left, kMargins.top - kTick, 1, kTick);
      draw_time_label(axis.left, tick_label(axis.start_ms / unit_ms(), 0.25 / unit_ms()),
                      Anchor::kLeft);
    }
  }

  /// Ticks of a vertical axis from `low` (bottom) to `high`.
  void draw_vertical_ticks(double x, double direction, double low, double high) {
    const double per_unit = figure_.height / (high - low);
    const double step = round_step(kMinLabelHeight / per_unit);
    for (const double value : multiples(step, low, high)) {
      const double y =
          std::min((high - value) * per_unit, figure_.height - (canvas_.raster() ? 1 : 0));
      line(direction < 0 ? x - kTick : x, kMargins.top + y, kTick, 1);
      canvas_.text(tick_label(value, step), x + direction * (kTick + 3), kMargins.top + y,
                   direction < 0 ? Anchor::kRight : Anchor::kLeft);
    }
  }

  /// A short title if the whole does not fit.
  void draw_vertical_title(const std::string& title, const std::string& unit, double x) {
    const double room = kMargins.top + figure_.height + kMargins.bottom;
    const std::string& text = canvas_.text_width(title) + 8 < room ? title : unit;
    const double half = canvas_.text_width(text) / 2;
    const double center = kMargins.top + figure_.height / 2;
    canvas_.vertical_text(text, x,
                          std::clamp(center, half + 4, std::max(half + 4, room - half - 4)));
  }

  void draw_frequency_axis() {
    draw_vertical_ticks(kMargins.left - 1, -1, figure_.low_hz / 1000, figure_.high_hz / 1000);
    draw_vertical_title("Frequency (kHz)", "kHz", 14);
  }

  void draw_scale() {
    const double left = kMargins.left + figure_.width + kScaleGap;
    const ColorTable& colors = colors_of(figure_.colormap);
    const auto rows = std::max(1, static_cast<int>(std::lround(figure_.height)));
    const int steps = std::min(256, rows);
    for (int i = 0; i < steps; ++i) {
      const double top = std::floor(figure_.height * i / steps);
      const int level = 255 - (steps > 1 ? 255 * i / (steps - 1) : 0);
      // Down to the bottom, so that no gaps show between them.
      canvas_.fill(left, kMargins.top + top, kScaleWidth, figure_.height - top,
                   colors[static_cast<size_t>(level)]);
    }
    border(left, kScaleWidth);
    if (figure_.white_db > 0) draw_vertical_ticks(left + kScaleWidth, 1, 0, figure_.white_db);
    draw_vertical_title(figure_.scale_title, "dB", total_width() - 12);
  }

  Canvas& canvas_;
  const Figure& figure_;
  double bottom_;
  double label_end_ = -kLabelGap;
};

}  // namespace

void draw_axes(Canvas& canvas, const Figure& figure) { AxesDrawing(canvas, figure).draw(); }

uint32_t box_color(Colormap map) {
  switch (map) {
    case Colormap::kGray:
    case Colormap::kGrayInverted:
      return 0xE02020;
    case Colormap::kViridis:
      return 0xFF60B0;
    default:
      return 0x40E0FF;
  }
}

}  // namespace noctule
