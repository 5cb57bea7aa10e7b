// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include "exchange/label_file.h"

namespace noctule {

/// What BatDetect2 writes for each recording, NAME.wav.csv and NAME.wav.json, and its annotations
/// in the same JSON, one object or an array of them. Times in s of true time, frequencies in Hz.
/// The event and the probability of the class become comments.
bool is_batdetect2_csv(std::string_view first_line);
LabelFile read_batdetect2_csv(std::string_view text);

bool is_batdetect2(const nlohmann::json& json);
LabelFile read_batdetect2(const nlohmann::json& json);

}  // namespace noctule
