// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exchange/label_file.h"

namespace noctule {

/// A table for Kaleidoscope Pro's viewer, one row per label: only columns of its own id.csv (the
/// Kaleidoscope documentation, "Output files"), since it hides columns of files that have others.
/// Offsets and durations in s, frequencies in kHz, the characteristic slope in octaves per second.
std::string kaleidoscope_text(const LabelSet& set);

bool is_kaleidoscope(std::string_view first_line);

/// Reads id.csv and cluster.csv. A row without frequencies spans the whole band. The manual
/// identification is preferred to the automatic one.
LabelFile read_kaleidoscope(std::string_view text);

}  // namespace noctule
