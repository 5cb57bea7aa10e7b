// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace noctule {

/// The text with control characters escaped (\n, \t, \x1b), so that a file name can neither start a
/// new line nor control the terminal.
std::string escape_control(std::string_view text);

/// The text without leading and trailing spaces, tabs, line breaks and NULs.
std::string_view trimmed(std::string_view text);

/// Whether two texts are equal but for the case of ASCII letters.
bool same_ignoring_case(std::string_view a, std::string_view b);

/// Converts ASCII letters to lower case.
std::string lower_case(std::string text);

/// "'text' is not one of a, b", with the nearest name if there is one.
std::string not_one_of(const std::string& text, const std::vector<std::string>& names);

/// "a, b, c".
std::string joined(const std::vector<std::string>& names);

/// Whether any byte is an ASCII control character.
bool has_control_characters(std::string_view text);

/// Length of the UTF-8 sequence at the start of `text`, 0 if it is invalid (RFC 3629).
size_t utf8_length(std::string_view text);
/// Whether all of the text is valid UTF-8.
bool is_utf8(std::string_view text);

/// The candidate with the smallest edit distance from `text` (insertions, deletions, substitutions,
/// transpositions); empty if none is within a third of the length of `text`.
std::string nearest_name(std::string_view text, const std::vector<std::string>& candidates);

}  // namespace noctule
