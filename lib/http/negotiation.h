// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "http/message.h"

namespace noctule {

/// Whether Accept (RFC 9110, section 12.5.1) prefers `type` over the default `usual`. The most
/// specific range applies to each; `usual` wins a tie unless `type` matches more specifically.
bool prefers(const Request& request, const std::string& type, const std::string& usual);

/// Whether If-None-Match contains this quoted, strong entity tag (RFC 9110, section 13.1.2).
bool client_has(const Request& request, const std::string& etag);

/// Whether to honour Range: there is no If-Range, or it equals this tag. Dates never match.
bool range_still_holds(const Request& request, const std::string& etag);

}  // namespace noctule
