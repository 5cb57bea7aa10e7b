// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include "core/input_file.h"
#include "dsp/denoise.h"
#include "image/painter.h"

namespace noctule {

/// Paints the columns that the window's frames from `first_frame` on complete.
using PaintWindow = std::function<void(const DenoisedWindow& window, int64_t first_frame)>;

/// Has the columns of `map` painted, reading only the samples that they need. `lookback_frames` are
/// those of the painter, which was made with `geometry` and `map`; `channel` as in SoundFile.
/// Paints fewer columns if the file is shorter than `geometry` says. Throws RecordingError, and
/// Interrupted when asked to stop.
void paint_span(const std::shared_ptr<const InputFile>& file, int channel, const Geometry& geometry,
                const ColumnMap& map, const Denoiser& denoiser, int64_t lookback_frames,
                const PaintWindow& paint);

}  // namespace noctule
