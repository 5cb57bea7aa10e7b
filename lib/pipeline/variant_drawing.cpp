// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/variant_drawing.h"

#include <algorithm>
#include <utility>

namespace noctule {

VariantDrawing::VariantDrawing(const Geometry& geometry, const std::vector<ColumnRange>& ranges,
                               float maximum_db, const ImageOptions& options, ImageFormat format)
    : VariantDrawing(geometry, ranges, maximum_db, options,
                     [options, format](Levels&& levels, const ColumnRange&) {
                       return encode(std::move(levels), options, format);
                     }) {}

VariantDrawing::VariantDrawing(const Geometry& geometry, const std::vector<ColumnRange>& ranges,
                               float maximum_db, const ImageOptions& options, EncodeImage encode)
    : encode_(std::move(encode)),
      painter_(geometry, ColumnMap(ranges, total_width(ranges)), maximum_db) {
  const int64_t width = painter_.columns();
  const auto first_width = static_cast<int>(std::min<int64_t>(width, options.max_width));
  set_.widths.push_back(first_width);
  if (first_width < width) {
    overview_.emplace(width, first_width, geometry.height);
    for (int64_t left = width; left > 0; left -= options.tile_width)
      set_.widths.push_back(static_cast<int>(std::min<int64_t>(left, options.tile_width)));
  }
  tile_width_ = overview_ ? options.tile_width : first_width;
}

int64_t VariantDrawing::ready_columns(int64_t end_frame) const {
  return end_frame <= 0 ? 0 : painter_.ready_columns(end_frame);
}

bool VariantDrawing::shows(int64_t first_frame, int64_t end_frame) const {
  return ready_columns(first_frame) < ready_columns(end_frame);
}

void VariantDrawing::paint(const DenoisedWindow& window, int64_t first_frame,
                           Workspace& workspace) {
  const int64_t end = ready_columns(window.end_frame());
  for (int64_t column = ready_columns(first_frame); column < end;) {
    const int64_t number = column / tile_width_;
    const int64_t tile_end = std::min((number + 1) * tile_width_, end);
    Levels* const tile = tile_at(number);
    if (tile == nullptr) return;
    const int64_t first = column;
    while (column < tile_end) {
      const auto count =
          static_cast<int>(std::min<int64_t>(ColumnPainter::kBatchColumns, tile_end - column));
      painter_.paint(window, column, count, *tile, static_cast<int>(column - number * tile_width_),
                     workspace);
      column += count;
    }
    painted(number, static_cast<int>(column - first));
  }
}

/// The levels of a tile that is not complete; null if the drawing was abandoned. At the limit,
/// encodes a complete tile or waits for one to be encoded; the lowest tile never waits.
Levels* VariantDrawing::tile_at(int64_t number) {
  std::unique_lock lock(mutex_);
  while (!abandoned_ && !tiles_.empty() && number >= tiles_.begin()->first + kMaxOpenTiles) {
    if (auto tile = take_complete()) {
      lock.unlock();
      encode_tile(std::move(*tile));
      lock.lock();
    } else {
      changed_.wait(lock);
    }
  }
  if (abandoned_) return nullptr;
  const auto [it, added] = tiles_.try_emplace(number);
  Tile& tile = it->second;
  if (added) {
    tile.unpainted =
        static_cast<int>(std::min(tile_width_, painter_.columns() - number * tile_width_));
    tile.levels.resize(tile.unpainted, painter_.height());
  }
  return &tile.levels;
}

void VariantDrawing::painted(int64_t number, int columns) {
  const std::lock_guard lock(mutex_);
  Tile& tile = tiles_.at(number);
  tile.unpainted -= columns;
  if (tile.unpainted > 0) return;
  if (overview_) overview_->add(number * tile_width_, tile.levels);
  changed_.notify_all();
}

/// A complete tile that no thread encodes yet. The mutex must be held.
std::optional<VariantDrawing::CompleteTile> VariantDrawing::take_complete() {
  if (abandoned_) return std::nullopt;
  for (auto& [number, tile] : tiles_) {
    if (tile.unpainted > 0 || tile.encoding) continue;
    tile.encoding = true;
    return CompleteTile{number, std::move(tile.levels)};
  }
  return std::nullopt;
}

void VariantDrawing::encode_tile(CompleteTile&& tile) {
  const int64_t first = tile.number * tile_width_;
  std::string image = encode_(std::move(tile.levels), {first, first + tile.levels.width});
  const std::lock_guard lock(mutex_);
  if (overview_)
    images_->tiles.put(static_cast<size_t>(tile.number), image);
  else
    images_->first = std::move(image);
  tiles_.erase(tile.number);
  changed_.notify_all();
}

void VariantDrawing::encode_complete() {
  const auto take = [this] {
    const std::lock_guard lock(mutex_);
    return take_complete();
  };
  while (auto tile = take()) encode_tile(std::move(*tile));
}

void VariantDrawing::abandon() {
  const std::lock_guard lock(mutex_);
  abandoned_ = true;
  changed_.notify_all();
}

ImageSet VariantDrawing::finish() {
  encode_complete();
  if (overview_) images_->first = encode_(std::move(overview_->levels()), {0, painter_.columns()});
  set_.bytes = static_cast<int64_t>(images_->first.size() + images_->tiles.bytes());
  set_.read = [images = images_](int number) {
    return number == 0 ? images->first : images->tiles.read(static_cast<size_t>(number) - 1);
  };
  return std::move(set_);
}

}  // namespace noctule
