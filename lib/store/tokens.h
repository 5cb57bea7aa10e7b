// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/store.h"

namespace noctule {

/// What a token allows; each includes the ones before it.
enum class Scope { kRead, kWrite, kAdmin };
const char* to_text(Scope scope);
std::optional<Scope> scope_named(const std::string& name);

/// A bearer token without its secret.
struct Token {
  Id id = 0;
  Id user_id = 0;
  std::string user_name;
  Scope scope = Scope::kRead;
  std::string note;
  std::string created;
  std::optional<std::string> expires, last_used, revoked;
};

/// Creates a token, and its user if necessary, and returns its text: a prefix and 256 random bits.
/// Only the hash of the text is stored.
std::string create_token(Store& store, const std::string& user, Scope scope,
                         std::optional<std::string> expires, const std::string& note);

/// The token with this text, valid or not.
std::optional<Token> find_token(Store& store, const std::string& text);

std::optional<Token> find_token(Store& store, Id id);

/// Why a token is no longer valid, as a sentence; nullopt if it is valid.
std::optional<std::string> why_invalid(const Token& token);

/// Records that a token was used now.
void touch_token(Store& store, Id id);

std::vector<Token> all_tokens(Store& store);

/// Returns false if there is none.
bool revoke_token(Store& store, Id id);

}  // namespace noctule
