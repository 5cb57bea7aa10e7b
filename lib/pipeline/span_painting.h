// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/input_file.h"
#include "dsp/denoise.h"
#include "image/painter.h"

namespace noctule {

/// Paints the columns of `map`, reading only the samples that they need. `painter` was made with
/// `geometry` and `map`; `channel` as in SoundFile. Paints fewer columns if the file is shorter
/// than `geometry` says. Throws RecordingError, and Interrupted when asked to stop.
void paint_span(const std::shared_ptr<const InputFile>& file, int channel, const Geometry& geometry,
                const ColumnMap& map, const Denoiser& denoiser, Painter& painter);

}  // namespace noctule
