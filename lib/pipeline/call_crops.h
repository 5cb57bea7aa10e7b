// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/call.h"
#include "pipeline/denoised_recording.h"

namespace noctule {

/// Shown around a call's box in its crop.
constexpr double kCropMarginMs = 2, kCropMarginHz = 4e3;

/// The picture of one call, cut from the recording's full spectrogram.
struct CallCrop {
  Call call;
  double start_ms = 0, end_ms = 0, low_hz = 0, high_hz = 0;  ///< borders of the picture
  int width = 0, height = 0;                                 ///< px
};

/// Draws the crops of all calls, which are ordered by start, in one pass; calls `take` with each
/// and its JPEG. Crops have the pixels of the full spectrogram and its scale.
void draw_call_crops(DenoisedRecording& recording, const SpectrogramOptions& options,
                     const std::vector<Call>& calls,
                     const std::function<void(const CallCrop& crop, std::string jpeg)>& take);

}  // namespace noctule
