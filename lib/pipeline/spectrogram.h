// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "calls/detected_call.h"
#include "core/image_set.h"
#include "core/input_file.h"
#include "image/geometry.h"
#include "pipeline/options.h"
#include "pipeline/variant_drawing.h"

namespace noctule {

/// What to produce from a recording.
struct RenderRequest {
  bool full = true;
  bool compressed = false;
  bool calls = false;  ///< for output; the compressed variant detects its own if needed
  ImageFormat format = ImageFormat::kJpeg;
  /// Called periodically with the seconds of sound processed in all passes and the expected total,
  /// which is based on the header.
  std::function<void(double done, double total)> progress;
};

struct Rendering {
  Geometry geometry;
  /// All candidate calls of any SNR, ordered by start; mark_listed_calls() selects the listed ones.
  std::vector<DetectedCall> calls;
  SourceOptions source;               ///< of the options
  bool has_peaks = false;             ///< whether SegmentRule::kPeaks finds anything
  std::vector<ColumnRange> segments;  ///< of the compressed variant
  std::optional<ImageSet> full, compressed;
  Denoiser statistics;                    ///< of the whole recording
  std::optional<std::string> truncation;  ///< warning if the file is shorter than its header states
};

/// The whole pipeline: reads `file` and returns what `request` asks for. `time_expansion` is true
/// rate / header rate; the one in the options is ignored. Throws RecordingError, naming the file,
/// if it cannot be read as a recording; Interrupted when asked to stop; FatalError if the disk
/// fails.
Rendering render_spectrogram(std::shared_ptr<const InputFile> file, double time_expansion,
                             const SpectrogramOptions& options, const RenderRequest& request);

}  // namespace noctule
