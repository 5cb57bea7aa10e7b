// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "dsp/block_sequence.h"

namespace noctule {

/// Reference level that is subtracted from a bin's decibels.
enum class DenoiseMethod : uint8_t {
  kMedian,  ///< the bin's median over the recording
  kFloor,   ///< its noise floor: keeps calls that fill the bin most of the time
  kNone,    ///< the minimum of all decibels; no other processing
};

/// Conversion of decibels to drawn values.
struct DenoiseOptions {
  double range_db = 80;  ///< Floor of the decibels, below the recording's maximum.
  DenoiseMethod method = DenoiseMethod::kMedian;
  double freq_min_hz = 5e3;  ///< Bins entirely outside [freq_min, freq_max] become 0.
  double freq_max_hz = 200e3;

  bool operator==(const DenoiseOptions&) const = default;
};

/// Statistics of the whole recording that are needed to draw any of it: a value v of bin b becomes
/// d = max(v, floor) − reference[b], or 0 if d ≤ threshold or b is outside [first_bin, last_bin].
struct Denoiser {
  float floor_db = 0;
  float threshold_db = 0;
  std::vector<float> reference_db;  ///< each bin's median or noise floor, or the overall minimum
  int first_bin = 0, last_bin = -1;
  float maximum_db = 0;  ///< maximum result; 0 for silence

  /// Writes the results for `count` values of a bin.
  void apply(int bin, const float* decibels, float* out, size_t count) const;
};

/// Sets the bins that are not entirely outside the band of the options; all of them for
/// DenoiseMethod::kNone. Bin b spans [b, b + 1)·bin_hz.
void choose_band(Denoiser& denoiser, double bin_hz, const DenoiseOptions& options);

/// Makes one pass over a recording; returns each bin's noise floor in decibels.
using MeasureFloor = std::function<std::vector<float>(BlockSequence&)>;

/// Makes as many passes over the recording as the statistics need. Medians are exact if the blocks
/// are in memory, and exact for the rounded decibels otherwise. `measure_floor` is called only for
/// DenoiseMethod::kFloor. Throws RecordingError if there are no samples.
Denoiser compute_denoiser(BlockSequence& blocks, int64_t sample_rate_hz,
                          const DenoiseOptions& options, const MeasureFloor& measure_floor = {});

}  // namespace noctule
