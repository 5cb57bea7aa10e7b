// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/picture_frame.h"

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

FrameMaker::FrameMaker(const PictureSource& source, const PictureRequest& request,
                       const std::vector<ColumnRange>& shown, const std::string& title)
    : source_(source), request_(request), title_(escape_control(title)) {
  int64_t end = 0;
  for (const ColumnRange& range : shown) {
    parts_.push_back({range, end - range.start});
    end += range.width();
  }
}

Frame FrameMaker::frame(const ColumnRange& columns, double width, double height) const {
  const Geometry& geometry = source_.geometry;
  Frame frame;
  frame.width = width;
  frame.height = height;
  frame.axes = request_.axes;
  frame.title = title_;
  frame.in_seconds = geometry.duration_ms() > kMaxMs;
  frame.low_hz = geometry.low_hz;
  frame.high_hz = geometry.high_hz;
  frame.scale_title = scale_title(request_.options.denoise.method);
  frame.white_db = request_.options.image.white_db(source_.statistics.maximum_db);
  frame.colormap = request_.options.image.colormap;
  const double px_per_column = width / static_cast<double>(columns.width());
  for (const Part& part : parts_) {
    const int64_t start = std::max(columns.start, part.columns.start + part.offset),
                  stop = std::min(columns.stop, part.columns.stop + part.offset);
    if (start >= stop) continue;
    frame.times.push_back({static_cast<double>(start - columns.start) * px_per_column,
                           static_cast<double>(stop - columns.start) * px_per_column,
                           geometry.column_ms(start - part.offset),
                           geometry.column_ms(stop - part.offset)});
  }
  if (request_.call_boxes) add_boxes(frame);
  return frame;
}

void FrameMaker::add_boxes(Frame& frame) const {
  constexpr double kGap = 1;  // so that the line does not cover the call
  const double per_hz = frame.height / (frame.high_hz - frame.low_hz);
  for (const Call& call : source_.calls) {
    for (const TimeRun& run : frame.times) {
      if (call.end_ms <= run.start_ms || call.start_ms >= run.end_ms) continue;
      Box box;
      box.left = std::max(run.left, run.x_at(call.start_ms) - kGap);
      box.right = std::min(run.right - kGap, run.x_at(call.end_ms) + kGap);
      box.top = std::max(0.0, (frame.high_hz - call.high_hz) * per_hz - kGap);
      box.bottom = std::min(frame.height - kGap, (frame.high_hz - call.low_hz) * per_hz + kGap);
      if (box.top < frame.height && box.bottom > box.top) frame.boxes.push_back(box);
    }
  }
}

}  // namespace noctule
