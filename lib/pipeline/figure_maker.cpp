// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/figure_maker.h"

#include <algorithm>

#include "core/text.h"

namespace noctule {
namespace {

constexpr double kMaxMs =
    10'000;  ///< recordings up to this get a time axis in ms, longer ones in s

const char* scale_title(DenoiseMethod method) {
  switch (method) {
    case DenoiseMethod::kMedian:
      return "dB above the median";
    case DenoiseMethod::kFloor:
      return "dB above the noise floor";
    case DenoiseMethod::kNone:
      break;
  }
  return "dB above the minimum";
}

}  // namespace

FigureMaker::FigureMaker(const PictureSource& source, const PictureRequest& request,
                         const std::vector<ColumnRange>& shown, const std::string& title)
    : source_(source), request_(request), title_(escape_control(title)) {
  int64_t end = 0;
  for (const ColumnRange& range : shown) {
    parts_.push_back({range, end - range.start});
    end += range.width();
  }
}

Figure FigureMaker::figure(const ColumnRange& columns, double width, double height) const {
  const Geometry& geometry = source_.geometry;
  Figure figure;
  figure.width = width;
  figure.height = height;
  figure.axes = request_.axes;
  figure.title = title_;
  figure.in_seconds = geometry.duration_ms() > kMaxMs;
  figure.low_hz = geometry.low_hz;
  figure.high_hz = geometry.high_hz;
  figure.scale_title = scale_title(request_.options.denoise.method);
  figure.white_db = request_.options.image.white_db(source_.statistics.maximum_db);
  figure.colormap = request_.options.image.colormap;
  const double px_per_column = width / static_cast<double>(columns.width());
  for (const Part& part : parts_) {
    const int64_t start = std::max(columns.start, part.columns.start + part.offset),
                  stop = std::min(columns.stop, part.columns.stop + part.offset);
    if (start >= stop) continue;
    figure.times.push_back({static_cast<double>(start - columns.start) * px_per_column,
                            static_cast<double>(stop - columns.start) * px_per_column,
                            geometry.column_ms(start - part.offset),
                            geometry.column_ms(stop - part.offset)});
  }
  if (request_.call_boxes) add_boxes(figure);
  return figure;
}

void FigureMaker::add_boxes(Figure& figure) const {
  constexpr double kGap = 1;  // so that the line does not cover the call
  const double per_hz = figure.height / (figure.high_hz - figure.low_hz);
  for (const Call& call : source_.calls) {
    for (const TimeAxis& axis : figure.times) {
      if (call.end_ms <= axis.start_ms || call.start_ms >= axis.end_ms) continue;
      Box box;
      box.left = std::max(axis.left, axis.x_at(call.start_ms) - kGap);
      box.right = std::min(axis.right - kGap, axis.x_at(call.end_ms) + kGap);
      box.top = std::max(0.0, (figure.high_hz - call.high_hz) * per_hz - kGap);
      box.bottom = std::min(figure.height - kGap, (figure.high_hz - call.low_hz) * per_hz + kGap);
      if (box.top < figure.height && box.bottom > box.top) figure.boxes.push_back(box);
    }
  }
}

}  // namespace noctule
