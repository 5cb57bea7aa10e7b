// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "http/message.h"

namespace noctule {

/// Whether an OPTIONS request is to be answered as a preflight: it has an Origin, and CORS is on
/// (`origin`, which is configured, is not empty).
bool is_preflight(const Request& request, const std::string& origin);

/// Adds the headers that let pages of `origin` read the response (Fetch standard, HTTP-CORS
/// protocol); none if `origin` is empty.
Response with_cors_headers(const Request& request, Response response, const std::string& origin);

}  // namespace noctule
