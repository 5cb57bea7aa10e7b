// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/image_set.h"
#include "core/spool.h"
#include "dsp/denoised_window.h"
#include "image/levels.h"
#include "image/overview.h"
#include "image/painter.h"
#include "pipeline/image_format.h"
#include "pipeline/options.h"

namespace noctule {

/// Encodes an image that shows `columns` of a variant, counted side by side. Consumes the levels.
/// Called on several threads at once.
using EncodeImage = std::function<std::string(Levels&& levels, const ColumnRange& columns)>;

/// Draws one variant: a single image, or tiles and an overview of them.
class VariantDrawing {
 public:
  /// Draws the ranges of the recording's columns side by side; `maximum_db` gets level 255.
  VariantDrawing(const Geometry& geometry, const std::vector<ColumnRange>& ranges, float maximum_db,
                 const ImageOptions& options, ImageFormat format);
  VariantDrawing(const Geometry& geometry, const std::vector<ColumnRange>& ranges, float maximum_db,
                 const ImageOptions& options, EncodeImage encode);

  /// See ColumnPainter::lookback_frames().
  int64_t lookback_frames() const { return painter_.lookback_frames(); }
  /// Whether any column is completed by the frames [first, end).
  bool shows(int64_t first_frame, int64_t end_frame) const;

  using Workspace = ColumnPainter::Workspace;
  /// Paints the columns that the window's frames from `first_frame` on complete. Several threads
  /// may paint; together they cover all frames once. Calls must start in the order of their frames:
  /// one may wait for earlier columns, and encode them.
  void paint(const DenoisedWindow& window, int64_t first_frame, Workspace& workspace);
  /// Encodes the images that are complete, so that others may be painted without waiting. Any
  /// thread may call it, while others paint.
  void encode_complete();
  /// Makes paint() and encode_complete() return early, because some columns will never be painted.
  void abandon();
  /// Call once, after all columns are painted.
  ImageSet finish();

 private:
  struct Images {
    std::string first;
    Spool tiles;
  };
  struct Tile {
    Levels levels;
    int unpainted = 0;
    bool encoding = false;  ///< its levels are taken
  };
  struct CompleteTile {
    int64_t number;
    Levels levels;
  };
  /// Two that are encoded beside one that is painted: encoding takes half as long as painting.
  /// One is encoded while the next is painted: at the default width, a tile takes 15 MB.
  static constexpr int64_t kMaxOpenTiles = 2;

  int64_t ready_columns(int64_t end_frame) const;
  Levels* tile_at(int64_t number);
  void painted(int64_t number, int columns);
  std::optional<CompleteTile> take_complete();
  void encode_tile(CompleteTile&& tile);

  EncodeImage encode_;
  std::shared_ptr<Images> images_ = std::make_shared<Images>();
  ImageSet set_;
  ColumnPainter painter_;
  int64_t tile_width_;  ///< of all tiles but the last
  std::mutex mutex_;    ///< guards all below, and images_
  std::condition_variable changed_;
  bool abandoned_ = false;
  std::map<int64_t, Tile> tiles_;     ///< by number, until they are encoded
  std::optional<Overview> overview_;  ///< if the variant has tiles
};

}  // namespace noctule
