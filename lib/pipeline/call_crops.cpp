// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/call_crops.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <deque>

#include "image/painter.h"
#include "image/segments.h"

namespace noctule {
namespace {

constexpr int64_t kTileWidth = 4096;  ///< px that are drawn at a time

/// A crop that is being filled.
struct OpenCrop {
  CallCrop crop;
  int64_t first = 0, stop = 0;  ///< columns of the segments side by side
  int top = 0;                  ///< row of the spectrogram
  Levels levels;                ///< empty before its first column is drawn
};

/// Cuts crops from the tiles of a painter.
class CropCutter {
 public:
  using Take = std::function<void(const CallCrop&, std::string)>;

  CropCutter(const Geometry& geometry, const ImageOptions& options, const Take& take)
      : geometry_(geometry), options_(options), take_(take) {}

  void add_calls(const std::vector<Call>& calls, const std::vector<ColumnRange>& segments) {
    for (const Call& call : calls) {
      int64_t before = 0;  // width of the segments before the call's
      for (const ColumnRange& segment : segments) {
        const ColumnRange own = overlap(columns_of(call), segment);
        if (own.width() > 0) {
          open_.push_back(open_crop(call, own, before + own.start - segment.start));
          break;
        }
        before += segment.width();
      }
    }
  }

  void add_tile(const Levels& tile) {
    for (OpenCrop& crop : open_) {
      if (crop.first >= next_ + tile.width) break;
      const ColumnRange part = overlap({crop.first, crop.stop}, {next_, next_ + tile.width});
      if (crop.levels.height == 0) crop.levels.resize(crop.crop.width, crop.crop.height);
      for (int row = 0; row < crop.levels.height; ++row)
        std::memcpy(crop.levels.at(row) + (part.start - crop.first),
                    tile.at(crop.top + row) + (part.start - next_),
                    static_cast<size_t>(part.width()));
    }
    next_ += tile.width;
    while (!open_.empty() && open_.front().stop <= next_) {
      OpenCrop& done = open_.front();
      take_(done.crop, encode_jpeg(std::move(done.levels), options_.colormap, options_.quality));
      open_.pop_front();
    }
  }

 private:
  static ColumnRange overlap(const ColumnRange& a, const ColumnRange& b) {
    return {std::max(a.start, b.start), std::min(a.stop, b.stop)};
  }

  ColumnRange columns_of(const Call& call) const {
    const double px_per_ms = static_cast<double>(geometry_.px_per_second) / 1000;
    const auto first =
        static_cast<int64_t>(std::floor((call.start_ms - kCropMarginMs) * px_per_ms));
    const auto stop = static_cast<int64_t>(std::ceil((call.end_ms + kCropMarginMs) * px_per_ms));
    return {first, std::min(stop, first + kMaxJpegWidth)};
  }

  OpenCrop open_crop(const Call& call, const ColumnRange& columns, int64_t first) const {
    const double row_hz = (geometry_.high_hz - geometry_.low_hz) / geometry_.height;
    const auto row_at = [&](double hz) { return (geometry_.high_hz - hz) / row_hz; };
    const int top = std::clamp(static_cast<int>(std::floor(row_at(call.high_hz + kCropMarginHz))),
                               0, geometry_.height - 1);
    const int bottom = std::clamp(static_cast<int>(std::ceil(row_at(call.low_hz - kCropMarginHz))),
                                  top + 1, geometry_.height);
    OpenCrop open;
    open.first = first;
    open.stop = first + columns.width();
    open.top = top;
    open.crop = {call,
                 geometry_.column_ms(columns.start),
                 geometry_.column_ms(columns.stop),
                 geometry_.high_hz - bottom * row_hz,
                 geometry_.high_hz - top * row_hz,
                 static_cast<int>(columns.width()),
                 bottom - top};
    return open;
  }

  const Geometry& geometry_;
  const ImageOptions& options_;
  const Take& take_;
  std::deque<OpenCrop> open_;
  int64_t next_ = 0;  ///< first column of the next tile
};

}  // namespace

void draw_call_crops(DenoisedRecording& recording, const SpectrogramOptions& options,
                     const std::vector<Call>& calls,
                     const std::function<void(const CallCrop& crop, std::string jpeg)>& take) {
  const Geometry geometry =
      Geometry::of(recording.sample_rate_hz(), recording.samples(), recording.sizes(),
                   options.raster, options.denoise.freq_min_hz, options.denoise.freq_max_hz);
  const auto segments = call_segments(calls, geometry, kCropMarginMs);
  const int64_t width = total_width(segments);
  if (width == 0) return;
  const float white_db = options.image.white_db(recording.denoiser().maximum_db);
  CropCutter cutter(geometry, options.image, take);
  cutter.add_calls(calls, segments);
  Painter painter(geometry, ColumnMap(segments, width), white_db, std::min(width, kTileWidth),
                  [&](Levels& tile) { cutter.add_tile(tile); });
  DenoisedWindow window(recording.denoiser(), recording.sizes().bins, painter.lookback_frames());
  recording.for_each([&](const Block& block) {
    window.advance(block);
    painter.add(window);
  });
}

}  // namespace noctule
