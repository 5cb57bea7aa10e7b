// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "pipeline/denoised_recording.h"

namespace noctule {

/// Sizes of an array of a recording's denoised decibels: (frames, bins).
struct DecibelArray {
  int64_t sample_rate_hz = 0;
  int64_t samples = 0;  ///< of the recording
  StftSizes stft;
  int64_t first_frame = 0;
  std::optional<int64_t> stop_frame;  ///< default: all frames

  static DecibelArray of(int64_t sample_rate_hz, int64_t samples,
                         const SpectrogramOptions& options);
  int64_t frames() const { return stop_frame.value_or(1 + samples / stft.hop) - first_frame; }
  /// Keeps only the frames whose centre lies in a time range; at least one.
  void crop(double start_ms, double end_ms);
  /// Size of the NPY file in bytes.
  int64_t file_bytes() const;
};

/// The array's type, shape and axes; entry k of an axis is at start + k · step.
nlohmann::json to_json(const DecibelArray& array);

/// All of a recording.
DecibelArray array_of(const DenoisedRecording& recording);

/// Writes an array of a recording's denoised decibels in NPY format 1.0: little-endian float32 in C
/// order, one row per frame, from 0 (at or below the threshold) up. Calls `write` with consecutive
/// pieces.
void write_npy(DenoisedRecording& recording, const DecibelArray& array,
               const std::function<void(std::string_view)>& write);

}  // namespace noctule
