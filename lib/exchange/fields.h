// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace noctule {

/// A field of CSV (RFC 4180): quoted if it contains a separator, with quotes doubled.
std::string csv_field(const std::string& text);

/// A field of CSV for spreadsheets: text that they would run as a formula gets an apostrophe before
/// it, and so does text that begins with an apostrophe, so that plain_text() can undo it.
std::string spreadsheet_field(const std::string& text);
std::string plain_text(const std::string& field);

/// Fields of tab-separated tables cannot contain tabs and line breaks: \t, \n, \r and \\ stand for
/// them.
std::string escape_tabs(const std::string& text);
std::string unescape_tabs(const std::string& field);

/// Replaces control characters with spaces.
std::string on_one_line(std::string text);

}  // namespace noctule
