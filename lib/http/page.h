// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>

#include "http/message.h"

namespace noctule {

/// A file of the web page (assets/web, built into the program), "/" being index.html; nothing
/// where there is none of that path. 304 where the client has it.
std::optional<Response> page_file(const Request& request, std::string_view path);

}  // namespace noctule
