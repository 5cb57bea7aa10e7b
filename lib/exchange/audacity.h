// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exchange/label_file.h"

namespace noctule {

/// An Audacity label track (Audacity Manual, "Importing and Exporting Labels"): start, end and
/// text, separated by tabs, in s; then a line of a backslash and the frequencies in Hz. The text is
/// the species or, without one, the comments; for calls it is the peak frequency.
std::string audacity_text(const LabelSet& set);

bool is_audacity(std::string_view first_line);
LabelFile read_audacity(std::string_view text);

}  // namespace noctule
