// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include "core/input_file.h"
#include "dsp/denoise.h"
#include "pipeline/options.h"

namespace noctule {

/// A recording's denoised decibels, read block by block: memory does not grow with duration.
class DenoisedRecording {
 public:
  /// Reads the file for its statistics. `time_expansion` is true rate / header rate. Throws
  /// RecordingError if it cannot be read as a recording.
  DenoisedRecording(const std::shared_ptr<const InputFile>& file, double time_expansion,
                    const SpectrogramOptions& options);

  int64_t sample_rate_hz() const { return rate_hz_; }
  int64_t samples() const { return blocks_.samples(); }
  const StftSizes& sizes() const { return blocks_.sizes(); }
  const Denoiser& denoiser() const { return denoiser_; }

  /// Calls `visit` with every block in order; its decibels are still to be denoised.
  void for_each(const std::function<void(const Block&)>& visit) { blocks_.for_each(visit); }

 private:
  int64_t rate_hz_ = 0;
  BlockSequence blocks_;
  Denoiser denoiser_;
};

}  // namespace noctule
