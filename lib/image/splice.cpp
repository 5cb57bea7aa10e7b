// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/splice.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <vector>

#include "core/error.h"

namespace noctule {
namespace {

/// Pixels that are filled from left to right.
class Canvas {
 public:
  Canvas(int width, int height) {
    pixels_.width = width;
    pixels_.height = height;
    pixels_.rgb.resize(static_cast<size_t>(width) * height * 3);
  }

  int room() const { return pixels_.width - filled_; }

  void append(const Pixels& source, int column, int count) {
    for (int row = 0; row < pixels_.height; ++row)
      std::memcpy(at(row), source.at(row, column), static_cast<size_t>(count) * 3);
    filled_ += count;
  }

  /// A column of means: `sums` holds height × 3 totals over `count` columns.
  void append_mean(const std::vector<uint32_t>& sums, uint32_t count) {
    for (int row = 0; row < pixels_.height; ++row)
      for (int channel = 0; channel < 3; ++channel)
        at(row)[channel] = static_cast<uint8_t>(
            (sums[static_cast<size_t>(row) * 3 + channel] + count / 2) / count);
    ++filled_;
  }

  EncodedImage encode(int number, int quality) const {
    return {number, pixels_.width, encode_jpeg(pixels_, quality)};
  }

 private:
  uint8_t* at(int row) {
    return pixels_.rgb.data() + (static_cast<size_t>(row) * pixels_.width + filled_) * 3;
  }

  Pixels pixels_;
  int filled_ = 0;
};

/// Scales columns that arrive one after another down to fewer, each the mean of its share.
class Overview {
 public:
  Overview(int64_t total, int width, int height)
      : total_(total),
        width_(width),
        canvas_(width, height),
        sums_(static_cast<size_t>(height) * 3) {}

  void append(const Pixels& source, int column, int count) {
    for (int i = 0; i < count; ++i) {
      for (int row = 0; row < source.height; ++row)
        for (int channel = 0; channel < 3; ++channel)
          sums_[static_cast<size_t>(row) * 3 + channel] += source.at(row, column + i)[channel];
      ++summed_;
      ++seen_;
      if (seen_ * width_ / total_ == filled_) continue;
      canvas_.append_mean(sums_, summed_);
      std::fill(sums_.begin(), sums_.end(), 0u);
      summed_ = 0;
      ++filled_;
    }
  }

  const Canvas& canvas() const { return canvas_; }

 private:
  int64_t total_, seen_ = 0, filled_ = 0;
  int width_;
  Canvas canvas_;
  std::vector<uint32_t> sums_;
  uint32_t summed_ = 0;
};

}  // namespace

void splice(const std::vector<ColumnRange>& ranges, const std::function<std::string()>& source,
            int max_width, int tile_width, int quality,
            const std::function<void(const EncodedImage&)>& emit) {
  const int64_t total = total_width(ranges);
  const bool tiled = total > max_width;
  int64_t left = total, origin = 0;
  int number = tiled ? 1 : 0;
  std::optional<Canvas> canvas;
  std::optional<Overview> overview;
  auto range = ranges.begin();
  while (left > 0) {
    const std::string jpeg = source();
    if (jpeg.empty()) throw FatalError("a stored spectrogram lacks some of its images");
    const Pixels part = decode_jpeg(jpeg);
    if (tiled && !overview) overview.emplace(total, max_width, part.height);
    for (; range != ranges.end() && range->start < origin + part.width; ++range) {
      auto from = std::max(range->start, origin);
      const auto stop = std::min<int64_t>(range->stop, origin + part.width);
      while (from < stop) {
        if (!canvas)
          canvas.emplace(static_cast<int>(std::min<int64_t>(left, tiled ? tile_width : left)),
                         part.height);
        const int count = static_cast<int>(std::min<int64_t>(stop - from, canvas->room()));
        const int column = static_cast<int>(from - origin);
        canvas->append(part, column, count);
        if (overview) overview->append(part, column, count);
        from += count;
        left -= count;
        if (canvas->room() > 0) continue;
        emit(canvas->encode(number++, quality));
        canvas.reset();
      }
      if (range->stop > origin + part.width) break;  // It goes on in the next part.
    }
    origin += part.width;
  }
  if (overview) emit(overview->canvas().encode(0, quality));
}

}  // namespace noctule
