// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "http/message.h"
#include "store/recordings.h"
#include "store/tokens.h"

namespace noctule {

/// The bearer token in the Authorization header; the scheme is case-insensitive.
std::optional<std::string> bearer_token(const Request& request);

/// RFC 6750, section 3: the responses to a missing token, an invalid token (`why` is a sentence)
/// and a token with insufficient scope.
Response no_token();
Response invalid_token(const std::string& why);
Response insufficient_scope(Scope needed);

/// Whether the token may read a recording: its owner and admins may; anyone if it is public.
bool may_see(const Token& token, const Recording& recording);
/// Whether the token may change or delete it: its owner and admins may.
bool may_change(const Token& token, const Recording& recording);

}  // namespace noctule
