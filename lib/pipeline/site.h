// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "audio/metadata.h"

namespace noctule {

/// The site of a recording: what its metadata or a file name by NABat's convention state, else the
/// nearest folder that is not named after a date, a number or "data" (the folder of Wildlife
/// Acoustics' recorders). nullopt if there is none, and for files kept beside a store, whose folder
/// says nothing. `path` must be absolute.
std::optional<std::string> site_of(const RecordingMetadata& metadata,
                                   const std::filesystem::path& path);

}  // namespace noctule
