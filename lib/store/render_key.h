// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "store/store.h"

namespace noctule {

/// What a spectrogram is keyed by, besides its recording.
struct RenderKey {
  Id parameters_id = 0;
  int renderer_version = 0;
};

/// The key of these parameters (SpectrogramOptions::key()) with this program's renderer.
RenderKey ensure_render_key(Store& store, const std::string& parameters);
/// The same, or nothing where no spectrogram was ever asked for with these parameters.
std::optional<RenderKey> find_render_key(Store& store, const std::string& parameters);
std::string parameters_of(Store& store, Id parameters_id);

}  // namespace noctule
