// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>

#include "http/message.h"

namespace noctule {

/// A file of the web page (assets/web, embedded in the program); "/" is index.html. 304 if the
/// client has it cached; nullopt if there is no such file.
std::optional<Response> page_file(const Request& request, std::string_view path);

}  // namespace noctule
