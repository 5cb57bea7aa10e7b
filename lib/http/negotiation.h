// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "http/message.h"

namespace noctule {

/// Whether Accept (RFC 9110, section 12.5.1) prefers `type` over `fallback`. The most
/// specific range applies to each; `fallback` wins a tie unless `type` matches more specifically.
bool prefers(const Request& request, const std::string& type, const std::string& fallback);

/// Whether If-None-Match contains this quoted, strong entity tag (RFC 9110, section 13.1.2).
bool client_has(const Request& request, const std::string& etag);

/// The entity tag of a row's version: "3" in quotes.
std::string version_tag(int64_t version);

/// Refuses the request (412) unless If-Match is absent, "*" or contains the tag of this version
/// (RFC 9110, section 13.1.1). The quotes of a single tag may be missing.
void require_version(const Request& request, int64_t version);

/// Whether to honour Range: there is no If-Range, or it equals this tag. Dates never match.
bool range_still_holds(const Request& request, const std::string& etag);

}  // namespace noctule
