// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "pipeline/picture.h"

namespace noctule {

/// The object that --json prints for a picture: "input", "id", "output", "spectroInfo", and what
/// else there is of "tiles", "array", "axes", "calls" and "warnings". `paths`: the files written.
nlohmann::json to_json(const Picture& picture, const PictureRequest& request,
                       const std::filesystem::path& input, const std::optional<Id>& id,
                       const std::vector<std::string>& paths);

}  // namespace noctule
