// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "http/message.h"
#include "store/recordings.h"
#include "store/tokens.h"

namespace noctule {

/// The text of a bearer token in the Authorization header, the scheme in any case.
std::optional<std::string> bearer_token(const Request& request);

/// RFC 6750, section 3: the answers to no token, to a bad one and why it is bad (a sentence), and
/// to one that allows too little.
Response no_token();
Response invalid_token(const std::string& why);
Response insufficient_scope(Scope needed);

/// Who may see a recording: its owner, admins, and everybody if it is public.
bool may_see(const Token& token, const Recording& recording);
/// Who may change or delete it: its owner and admins.
bool may_change(const Token& token, const Recording& recording);

}  // namespace noctule
