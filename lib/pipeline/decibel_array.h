// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "pipeline/denoised_recording.h"

namespace noctule {

/// Sizes of a recording's array of denoised decibels: (frames, bins).
struct DecibelArray {
  int64_t sample_rate_hz = 0;
  int64_t samples = 0;
  StftSizes stft;

  static DecibelArray of(int64_t sample_rate_hz, int64_t samples,
                         const SpectrogramOptions& options);
  int64_t frames() const { return 1 + samples / stft.hop; }
  /// Size of the NPY file in bytes.
  int64_t file_bytes() const;
};

/// The array's type, shape and axes; entry k of an axis is at start + k · step.
nlohmann::json to_json(const DecibelArray& array);

/// Writes a recording's denoised decibels in NPY format 1.0: little-endian float32 in C order, one
/// row per frame, from 0 (at or below the threshold) up. Calls `write` with consecutive pieces.
DecibelArray write_npy(DenoisedRecording& recording,
                       const std::function<void(std::string_view)>& write);

}  // namespace noctule
