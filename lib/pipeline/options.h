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

/// How levels are encoded as files.
struct ImageOptions {
  Colormap colormap = Colormap::kMagma;
  double contrast = 1;            ///< factor of the levels, 0.1 to 100
  int quality = 80;               ///< JPEG quality, 1 to 100
  int max_width = kMaxJpegWidth;  ///< px; wider images are split into tiles
  int tile_width = 50000;         ///< px

  /// The value in dB that level 255 stands for.
  float white_db(float maximum_db) const {
    return static_cast<float>(static_cast<double>(maximum_db) / contrast);
  }
  bool operator==(const ImageOptions&) const = default;
};

/// How the samples of a file are interpreted.
struct SourceOptions {
  int channel = 0;  ///< 0 averages all; K takes the K-th
  std::optional<double>
      time_expansion;  ///< true rate / header rate; default: from metadata, else 1

  bool operator==(const SourceOptions&) const = default;
};

/// Everything that determines a spectrogram's pixels besides the recording; `segments` and `calls`
/// affect only the compressed variant.
struct SpectrogramOptions {
  SourceOptions source;
  StftOptions stft;
  DenoiseOptions denoise;
  RasterOptions raster;
  ImageOptions image;
  SegmentOptions segments;
  CallDetectorOptions calls;

  bool operator==(const SpectrogramOptions&) const = default;

  /// Throws UsageError naming the first invalid value and the valid range.
  void validate() const;

  /// The options as canonical JSON, the store's key: equal keys mean equal pixels. Options of the
  /// compressed variant are not part of it.
  std::string key() const;
  /// The options that have this key.
  static SpectrogramOptions of_key(const std::string& key);
  /// Whether the compressed variant is the one that is stored with each spectrogram.
  bool default_compression() const;
};

}  // namespace noctule
