// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "calls/call_detector.h"
#include "dsp/denoise.h"
#include "dsp/stft.h"
#include "image/colormap.h"
#include "image/geometry.h"
#include "image/jpeg.h"
#include "image/segments.h"

namespace noctule {

/// How levels become files.
struct ImageOptions {
  Colormap colormap = Colormap::kMagma;
  int quality = 80;               ///< JPEG's, 1 to 100
  int max_width = kMaxJpegWidth;  ///< px; what is wider is cut into tiles
  int tile_width = 50000;         ///< px

  bool operator==(const ImageOptions&) const = default;
};

/// Which samples of a file are the recording.
struct SourceOptions {
  int channel = 0;                       ///< 0 averages all; K takes the K-th
  std::optional<double> time_expansion;  ///< true rate / header rate; else the metadata's, else 1

  bool operator==(const SourceOptions&) const = default;
};

/// All that a spectrogram's pixels depend on besides the recording; `segments` and `calls` those of
/// the compressed one alone.
struct SpectrogramOptions {
  SourceOptions source;
  StftOptions stft;
  DenoiseOptions denoise;
  RasterOptions raster;
  ImageOptions image;
  SegmentOptions segments;
  CallDetectorOptions calls;

  bool operator==(const SpectrogramOptions&) const = default;

  /// Throws UsageError naming the first value that cannot be, and what can.
  void validate() const;

  /// The parameters as canonical JSON: equal texts mean equal pixels. The store's key. Options of
  /// the compressed spectrogram are not part of it.
  std::string key() const;
  /// Whether the compressed spectrogram is the one that is stored with a spectrogram.
  bool default_compression() const;
};

}  // namespace noctule
