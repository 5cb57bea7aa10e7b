// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/call.h"
#include "core/image_set.h"
#include "image/figure.h"
#include "pipeline/decibel_array.h"
#include "pipeline/options.h"
#include "pipeline/time_range.h"
#include "pipeline/variant_drawing.h"
#include "store/recordings.h"
#include "store/spectrograms.h"

namespace noctule {

/// What `render` and `compress` draw.
struct PictureRequest {
  Variant variant = Variant::kFull;
  ImageFormat format = ImageFormat::kJpeg;
  SpectrogramOptions options;
  TimeRange range;
  bool axes = false;
  bool call_boxes = false;  ///< outline the listed calls
  bool force = false;       ///< render stored recordings again
  /// If set, no picture is drawn: it receives the denoised decibels as an NPY file, in pieces.
  std::function<void(std::string_view)> write_array;
  /// Called periodically with the seconds of sound processed and the expected total.
  std::function<void(double done, double total)> progress;

  bool is_figure() const { return axes || call_boxes; }
  /// Throws UsageError if the options are invalid or do not fit together.
  void validate() const;
};

/// The result of drawing, or of fetching from the store.
struct Picture {
  Spectrogram spectrogram;  ///< the whole; its id is 0 if it is not stored
  ColumnRange shown;        ///< of the recording's columns: all, or those of the time range
  int full_width = 0;       ///< px of the full variant's single image or overview
  ImageSet images;
  std::vector<ColumnRange> segments;  ///< of the compressed variant, as are the calls
  std::vector<Call> calls;
  std::optional<DecibelArray> array;  ///< what write_array received
  std::vector<std::string> warnings;
};

/// Draws a sound file. Throws RecordingError if it cannot be read or ends before the time range.
Picture draw_file(const std::filesystem::path& path, const PictureRequest& request);

/// Draws a recording of the store; its whole spectrogram is stored, and a stored one is reused.
/// Throws like draw_file(); the images are read from the store on demand.
Picture draw_stored(Store& store, const Recording& recording, const PictureRequest& request);

}  // namespace noctule
