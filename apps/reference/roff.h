// SPDX-License-Identifier: GPL-3.0-or-later
// The macros of man(7), which both groff and mandoc format.
#pragma once

#include <string>

#include "reference/description.h"

namespace noctule {

/// Text as roff prints it literally: hyphens stay ASCII, so that options can be copied.
std::string roff(const std::string& text);
std::string bold(const std::string& text);
std::string italic(const std::string& text);

std::string heading(const std::string& title);
/// The start of a page. `version` may be followed by a space and the date.
std::string header(const std::string& title, int section, const std::string& version);
/// A paragraph `text` with a tag before it.
std::string tagged(const std::string& tag, const std::string& text);
/// The text with a full stop at its end.
std::string ended(std::string text);
/// An option or argument with its values, default and environment variable.
std::string option_entry(const OptionDescription& option);

}  // namespace noctule
