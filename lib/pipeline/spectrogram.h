// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/spool.h"
#include "image/geometry.h"
#include "pipeline/options.h"

namespace noctule {

/// An encoded picture of any width. What is wider than the format allows is kept as consecutive
/// tiles at full resolution, and `main` is then an overview of it all.
struct Picture {
  int64_t width = 0;  ///< px at full resolution
  int height = 0;
  int main_width = 0;
  std::string main;
  std::vector<int> tile_widths;
  Spool tiles;
};

enum class ImageFormat { kJpeg, kPgm };

/// What to make of a recording.
struct Wanted {
  bool full = true;
  bool segments = true;
  bool compressed = false;  ///< needs the segments
  ImageFormat format = ImageFormat::kJpeg;
  /// Called now and then with the seconds of sound worked through and their likely total, as the
  /// header has it.
  std::function<void(double done, double total)> progress;
};

struct Rendering {
  Geometry geometry;
  std::vector<ColumnRange> segments;
  std::optional<Picture> full, compressed;
  std::optional<std::string> truncation;  ///< warning of a file that ends before its header says
};

/// The whole chain: reads `path`, and gives the pictures wanted. `time_expansion` is the true rate
/// / header rate; the options' own is not looked at. Throws RecordingError, naming the file, where
/// it cannot be read as a recording; Interrupted when asked to stop; FatalError for the disk.
Rendering render_spectrogram(const std::filesystem::path& path, double time_expansion,
                             const SpectrogramOptions& options, const Wanted& wanted);

}  // namespace noctule
