// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "dsp/block_sequence.h"

namespace noctule {

/// What a bin's decibels are drawn above.
enum class DenoiseMethod : uint8_t {
  kMedian,  ///< the bin's median over the recording
  kFloor,   ///< its noise floor: calls that fill the bin for most of the time stay
  kNone,    ///< the least decibels of all, and nothing else is done
};

/// From decibels to what is drawn.
struct DenoiseOptions {
  double range_db = 80;  ///< Nothing lower than the recording's maximum by more than this.
  DenoiseMethod method = DenoiseMethod::kMedian;
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
  std::vector<float> reference_db;  ///< a bin's median or noise floor, or the minimum of all
  int first_bin = 0, last_bin = -1;
  float maximum_db = 0;  ///< the greatest result; 0 where all is silent

  /// Writes the results for `count` values of a bin.
  void apply(int bin, const float* decibels, float* out, size_t count) const;
};

/// Goes through a recording once; gives each bin's noise floor in decibels.
using MeasureFloor = std::function<std::vector<float>(BlockSequence&)>;

/// Goes through the recording as often as its statistics need. Medians are exact where the blocks
/// are in memory, and exact for the rounded decibels where they are not. `measure_floor` is called
/// for DenoiseMethod::kFloor alone. Throws RecordingError where there are no samples.
Denoiser measure(BlockSequence& blocks, int64_t sample_rate_hz, const DenoiseOptions& options,
                 const MeasureFloor& measure_floor = {});

}  // namespace noctule
