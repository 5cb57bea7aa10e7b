// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "calls/detected_call.h"
#include "core/image_set.h"
#include "image/geometry.h"
#include "pipeline/options.h"

namespace noctule {

enum class ImageFormat { kJpeg, kPgm };

/// What to make of a recording.
struct Wanted {
  bool full = true;
  bool compressed = false;
  bool calls = false;  ///< to be listed; the compressed picture finds its own where it needs them
  ImageFormat format = ImageFormat::kJpeg;
  /// Called now and then with the seconds of sound worked through and their likely total, as the
  /// header has it.
  std::function<void(double done, double total)> progress;
};

struct Rendering {
  Geometry geometry;
  /// Every sound that may be a call, whatever its SNR, by start; decide() picks the listed ones.
  std::vector<DetectedCall> calls;
  SourceOptions source;               ///< of the options
  bool has_peaks = false;             ///< whether the rule of the peaks finds anything
  std::vector<ColumnRange> segments;  ///< of the compressed picture
  std::optional<ImageSet> full, compressed;
  std::optional<std::string> truncation;  ///< warning of a file that ends before its header says
};

/// The whole chain: reads `path`, and gives the pictures wanted. `time_expansion` is the true rate
/// / header rate; the options' own is not looked at. Throws RecordingError, naming the file, where
/// it cannot be read as a recording; Interrupted when asked to stop; FatalError for the disk.
Rendering render_spectrogram(const std::filesystem::path& path, double time_expansion,
                             const SpectrogramOptions& options, const Wanted& wanted);

}  // namespace noctule
