// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "store/store.h"

namespace noctule {

/// Key of a spectrogram within its recording.
struct RenderKey {
  Id parameters_id = 0;
  int renderer_version = 0;

  bool operator==(const RenderKey&) const = default;
};

/// The key of these parameters (SpectrogramOptions::key()) and this program's renderer version;
/// adds the parameters if necessary.
RenderKey ensure_render_key(Store& store, const std::string& parameters);
/// The same, or nullopt if these parameters were never used.
std::optional<RenderKey> find_render_key(Store& store, const std::string& parameters);
std::string parameters_of(Store& store, Id parameters_id);

}  // namespace noctule
