// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace noctule {

/// The text with control characters escaped (\n, \t, \x1b), so that a file's name can neither start
/// a line of its own nor steer a terminal.
std::string escape_control(std::string_view text);

/// The candidate with the fewest edits from `text` (insert, delete, replace, swap of neighbours);
/// empty where none is near, that is within a third of its length.
std::string nearest(std::string_view text, const std::vector<std::string>& candidates);

}  // namespace noctule
