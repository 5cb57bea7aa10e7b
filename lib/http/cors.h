// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "http/message.h"

namespace noctule {

/// Whether the request is a browser's preflight for `origin` (empty: CORS is off).
bool is_preflight(const Request& request, const std::string& origin);

/// Adds the headers that let pages of `origin` read the response (Fetch standard, HTTP-CORS
/// protocol); none if `origin` is empty.
Response with_cors_headers(const Request& request, Response response, const std::string& origin);

}  // namespace noctule
