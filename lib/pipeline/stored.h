// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "pipeline/options.h"
#include "pipeline/spectrogram.h"
#include "store/recordings.h"
#include "store/spectrograms.h"

namespace noctule {

/// The recording's file, once it is sure to hold what was ingested. Throws RecordingError where it
/// is gone or holds something else.
std::filesystem::path file_of(const Recording& recording);

/// Renders a stored recording. No store is needed, so any thread may. Throws as
/// render_spectrogram() does.
Rendering render_recording(const Recording& recording, const SpectrogramOptions& options,
                           const Wanted& wanted);

/// All that the store keeps of a spectrogram: the full and the compressed picture, the latter with
/// default options, and the calls.
Rendering render_for_store(const Recording& recording, SpectrogramOptions options);

/// The row that describes a rendering; its id and keys are not set.
Spectrogram describe_rendering(const Rendering& rendering);

/// Puts what render_for_store() gave into the store, within the caller's transaction; a former
/// one with the same key stays, unless it is to be replaced. Returns the row that is there then.
Spectrogram store_rendering(Store& store, const Recording& recording, const RenderKey& key,
                            const Rendering& rendering, bool replace);

struct CompressedImages {
  std::vector<ColumnRange> segments;
  ImageSet images;
};
/// The compressed spectrogram, drawn from the samples. Needs no store; throws as
/// render_recording() does.
CompressedImages draw_compressed(const Recording& recording, const SpectrogramOptions& options);
/// The same, but the stored one where the segment options are the default ones.
CompressedImages compressed_images(Store& store, const Recording& recording,
                                   const Spectrogram& spectrogram,
                                   const SpectrogramOptions& options);

/// The key of the default options; one that no spectrogram has where nothing was rendered yet.
RenderKey default_render_key(Store& store);

/// The recording's current spectrogram: the one with the default options, whatever else was drawn
/// of it since; nothing where it is not rendered yet.
std::optional<Spectrogram> current_spectrogram(Store& store, Id recording_id);

/// The recording's spectrogram for these options: the stored one or, where there is none or
/// `force` is set, a new one, which is then stored. Throws RecordingError where the recording is
/// removed or corrected meanwhile.
Spectrogram ensure_spectrogram(Store& store, const Recording& recording,
                               const SpectrogramOptions& options, bool force);

}  // namespace noctule
