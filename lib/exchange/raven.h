// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exchange/label_file.h"

namespace noctule {

/// A Raven selection table (Raven Pro User's Manual, "Selection tables"): tab-separated, times in
/// s, frequencies in Hz. Raven shows further columns as they are; species, comments and author have
/// one each, calls one per measurement.
std::string raven_text(const LabelSet& set);

bool is_raven(std::string_view first_line);
LabelFile read_raven(std::string_view text);

}  // namespace noctule
