// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "calls/cell_scale.h"
#include "calls/decibel_window.h"
#include "calls/detected_call.h"
#include "calls/noise_floor.h"
#include "calls/ridge.h"

namespace noctule {

/// Must change whenever the same recording and options may yield different calls.
inline constexpr int kDetectorVersion = 6;

struct CallDetectorOptions {
  /// Minimum SNR of a listed call, from 0 to 60; possible calls may be 3 dB weaker.
  double min_snr_db = 8;

  bool operator==(const CallDetectorOptions&) const = default;
  /// Throws UsageError if an option is out of range.
  void validate() const;
};

/// Finds calls in one pass over a recording's decibels, transformed with the default StftOptions
/// (not floored to the recording's range, as Stft produces them). Only 2.4 s of decibels are kept,
/// so memory does not grow with duration; the result does not depend on how frames are split into
/// blocks.
///
/// Averaged decibels (decibel_window.h) above a noise floor (noise_floor.h) and clutter (clutter.h)
/// are traced as ridges (ridge.h), which are joined (join_ridges.h), stripped of harmonics and
/// echoes (independent_ridges.h), scored (score.h) and measured (measure.h). Chunks of 2 s are
/// searched with 0.2 s of context on both sides; a ridge belongs to the chunk that contains its
/// strongest cell.
class CallDetector {
 public:
  CallDetector(const StftSizes& sizes, int64_t sample_rate_hz, const CallDetectorOptions& options);

  /// Adds the next block; blocks must be consecutive.
  void add(const Block& block);

  /// After the last block: all calls, listed or possible, by start; listed ones with their interval
  /// from the previous listed call.
  std::vector<DetectedCall> finish();

 private:
  void search_ready();
  void search(int64_t end_frame);
  void collect(const Surface& surface, const std::vector<Ridge>& ridges);

  CellScale scale_;
  CallDetectorOptions options_;
  DecibelWindow window_;
  DecibelHistograms current_, recent_;
  int64_t chunk_begin_ = 0;
  std::vector<DetectedCall> calls_;
  std::vector<UnlikelyCall> unlikely_;
};

}  // namespace noctule
