// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "core/input_file.h"
#include "pipeline/options.h"

namespace noctule {

/// Writes a recording's denoised decibels to `target` (.npy); returns "spectroInfo" and "array" of
/// the JSON description.
nlohmann::json render_array(const std::shared_ptr<const InputFile>& file, double time_expansion,
                            const SpectrogramOptions& options, const std::filesystem::path& target);

}  // namespace noctule
