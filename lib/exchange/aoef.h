// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include "exchange/label_file.h"

namespace noctule {

/// The Acoustic Objects Exchange Format 1.1.0 of soundevent, which whombat imports: annotations as
/// an annotation project, calls as a model run. Times in s, frequencies in Hz. In file time a
/// recording's sample rate and duration are those of the file, and its time expansion is 1. The
/// identifiers depend only on the contents, so exporting again gives the same file.
std::string aoef_text(const LabelSet& set);

bool is_aoef(const nlohmann::json& json);
/// Reads the annotations or predictions of any collection; a geometry becomes its bounding box.
LabelFile read_aoef(const nlohmann::json& json);

}  // namespace noctule
