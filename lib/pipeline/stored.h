// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>

#include "pipeline/options.h"
#include "pipeline/spectrogram.h"
#include "store/recordings.h"
#include "store/spectrograms.h"

namespace noctule {

/// The recording's file, after checking that it holds what was ingested. Throws RecordingError if
/// it is gone or has changed.
std::shared_ptr<const InputFile> open_recording(const Recording& recording);

/// True rate / header rate of a recording, with the options' correction. Throws like
/// find_time_expansion().
double time_expansion_of(const Recording& recording, const SourceOptions& options);

/// Renders a stored recording. Needs no store, so it can run on any thread. Throws like
/// render_spectrogram().
Rendering render_recording(const Recording& recording, const SpectrogramOptions& options,
                           const RenderRequest& request);

/// Renders everything that the store keeps: the full variant, the compressed variant with default
/// options, and the calls.
Rendering render_for_store(const Recording& recording, SpectrogramOptions options);

/// The row that describes a rendering; its id and keys are not set.
Spectrogram describe_rendering(const Rendering& rendering);

/// Stores what render_for_store() returned, within the caller's transaction. An existing
/// spectrogram with the same key is kept unless `replace` is set. Returns the row that is then
/// stored.
Spectrogram store_rendering(Store& store, const Recording& recording, const RenderKey& key,
                            const Rendering& rendering, bool replace);

struct CompressedImages {
  std::vector<ColumnRange> segments;
  ImageSet images;
};
/// The compressed spectrogram, drawn from the samples. Needs no store; throws like
/// render_recording().
CompressedImages draw_compressed(const Recording& recording, const SpectrogramOptions& options);
/// The same, or the stored one if the segment and call options are the defaults.
CompressedImages compressed_images(Store& store, const Recording& recording,
                                   const Spectrogram& spectrogram,
                                   const SpectrogramOptions& options);

/// The key of the default options; an empty key if nothing was rendered yet.
RenderKey default_render_key(Store& store);

/// The recording's current spectrogram: the one with the default options, whatever else was
/// rendered since; nullopt if it is not rendered yet.
std::optional<Spectrogram> current_spectrogram(Store& store, Id recording_id);

/// Calls `render`, then `keep` with its result within a transaction, and returns the result.
/// Renders again if the true sample rate was corrected in the meantime; throws NotFoundError if the
/// recording was removed.
Rendering render_and_keep(Store& store, Recording recording,
                          const std::function<Rendering(const Recording&)>& render,
                          const std::function<void(const Recording&, const Rendering&)>& keep);

/// The recording's spectrogram for these options: the stored one or, if there is none or
/// `force` is set, a new one, which is then stored. Throws like render_and_keep().
Spectrogram ensure_spectrogram(Store& store, const Recording& recording,
                               const SpectrogramOptions& options, bool force);

}  // namespace noctule
