// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exchange/label_file.h"

namespace noctule {

/// noctule's own CSV: recording_id, path, and the fields of a call or annotation in ms and Hz. In
/// file time the names of the columns that depend on the time base begin with "file_".
std::string csv_text(const LabelSet& set);

bool is_label_csv(std::string_view first_line);
LabelFile read_label_csv(std::string_view text);

}  // namespace noctule
