// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "dsp/block_sequence.h"

namespace noctule {

/// From decibels to what is drawn.
struct DenoiseOptions {
  double range_db = 80;      ///< Nothing lower than the recording's maximum by more than this.
  bool enabled = true;       ///< Off: the decibels minus their minimum, nothing else.
  double freq_min_hz = 5e3;  ///< Bins wholly outside [freq_min, freq_max] become 0.
  double freq_max_hz = 200e3;

  bool operator==(const DenoiseOptions&) const = default;
};

/// What has to be known of the whole recording before one value of it can be drawn: a value v of
/// bin b becomes d = max(v, floor) − reference[b], and 0 where d ≤ threshold or b is outside
/// [first_bin, last_bin].
struct Denoiser {
  float floor_db = 0;
  float threshold_db = 0;
  std::vector<float> reference_db;  ///< a bin's median, or the minimum of all
  int first_bin = 0, last_bin = -1;
  float maximum_db = 0;  ///< the greatest result; 0 where all is silent

  /// Writes the results for `count` values of a bin.
  void apply(int bin, const float* decibels, float* out, size_t count) const;
};

/// Goes through the recording as often as its statistics need. Medians are exact where the blocks
/// are in memory, and exact for the rounded decibels where they are not. Throws RecordingError
/// where there are no samples.
Denoiser measure(BlockSequence& blocks, int64_t sample_rate_hz, const DenoiseOptions& options);

}  // namespace noctule
