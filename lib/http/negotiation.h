// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "http/message.h"

namespace noctule {

/// Whether the client would rather have `type` than `usual`, by Accept (RFC 9110, section 12.5.1):
/// the most specific range counts, and a tie goes to `usual` unless only `type` is named.
bool prefers(const Request& request, const std::string& type, const std::string& usual);

/// Whether If-None-Match names this tag, which is quoted and strong (RFC 9110, section 13.1.2).
bool client_has(const Request& request, const std::string& etag);

/// Whether a Range is to be answered: no If-Range, or one with exactly this tag. Dates never match.
bool range_still_holds(const Request& request, const std::string& etag);

}  // namespace noctule
