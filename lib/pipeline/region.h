// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "dsp/denoise.h"
#include "pipeline/options.h"
#include "pipeline/variant_drawing.h"
#include "store/recordings.h"

namespace noctule {

/// A part of a recording's time and frequencies, and the size at which it is drawn.
struct Region {
  double start_ms = 0, end_ms = 0;
  double low_hz = 0, high_hz = 0;
  int width = 0, height = 0;  ///< px

  /// Throws UsageError if the region is not inside the recording or too large to draw at once.
  void validate(double duration_ms) const;
};

/// The recording's duration with the time expansion of the options.
double duration_ms(const Recording& recording, const SpectrogramOptions& options);

/// Statistics that are stored with a spectrogram, without a band (see choose_band()); nullopt if an
/// earlier version stored it.
std::optional<Denoiser> statistics_of(Store& store, Id spectrogram_id);

/// Statistics of the whole recording, as stored with its spectrogram for the same source and
/// denoising options; nullopt if that is not rendered yet.
std::optional<Denoiser> stored_statistics(Store& store, const Recording& recording,
                                          const SpectrogramOptions& options);
/// The same; renders the spectrogram if necessary.
Denoiser ensure_statistics(Store& store, const Recording& recording,
                           const SpectrogramOptions& options);

/// A region drawn from the samples as an image file, with the noise floor and scale of the whole.
/// For a window other than that of the statistics, the references are interpolated over frequency
/// and shifted by the windows' power. Reads only the samples that the region needs. Throws
/// RecordingError.
std::string draw_region(const Recording& recording, const SpectrogramOptions& options,
                        const Denoiser& statistics, const Region& region, ImageFormat format);

}  // namespace noctule
