// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/tokens.h"

#include <array>

#include "core/hash.h"
#include "core/timestamp.h"
#include "store/recordings.h"
#include "store/statement.h"

namespace noctule {
namespace {

constexpr const char* kPrefix = "noctule_";
constexpr size_t kSecretBytes = 32;
constexpr std::array kScopes = {"read", "write", "admin"};

constexpr const char* kSelect =
    "SELECT t.*, u.name AS user_name FROM token t JOIN user u ON u.id = t.user_id ";

Token read_token(Statement& row) {
  Token token;
  row.read("id", token.id);
  row.read("user_id", token.user_id);
  row.read("user_name", token.user_name);
  token.scope = scope_named(row.get<std::string>("scope")).value_or(Scope::kRead);
  row.read("note", token.note);
  row.read("created", token.created);
  row.read("expires", token.expires);
  row.read("last_used", token.last_used);
  row.read("revoked", token.revoked);
  return token;
}

template <class... Args>
std::optional<Token> find(Store& store, const char* condition, const Args&... args) {
  Statement row(store, std::string(kSelect) + condition, args...);
  if (!row.step()) return std::nullopt;
  return read_token(row);
}

}  // namespace

const char* to_text(Scope scope) { return kScopes[static_cast<size_t>(scope)]; }

std::optional<Scope> scope_named(const std::string& name) {
  for (size_t i = 0; i < kScopes.size(); ++i)
    if (name == kScopes[i]) return static_cast<Scope>(i);
  return std::nullopt;
}

std::string create_token(Store& store, const std::string& user, Scope scope,
                         std::optional<std::string> expires, const std::string& note) {
  std::string text = kPrefix + to_hex(random_bytes(kSecretBytes));
  const std::string hash = hash_bytes(text);
  store.transact([&] {
    run(store,
        "INSERT INTO token (user_id, hash, scope, note, created, expires)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        ensure_user(store, user), Blob{hash}, to_text(scope), note, now_utc(), expires);
  });
  return text;
}

std::optional<Token> find_token(Store& store, const std::string& text) {
  const std::string hash = hash_bytes(text);
  return find(store, "WHERE t.hash = ?", Blob{hash});
}

std::optional<Token> find_token(Store& store, Id id) { return find(store, "WHERE t.id = ?", id); }

std::optional<std::string> why_invalid(const Token& token) {
  if (token.revoked) return "The token was revoked";
  if (token.expires && *token.expires <= now_utc()) return "The token has expired";
  return std::nullopt;
}

void touch_token(Store& store, Id id) {
  run(store, "UPDATE token SET last_used = ? WHERE id = ?", now_utc(), id);
}

std::vector<Token> all_tokens(Store& store) {
  Statement rows(store, std::string(kSelect) + "ORDER BY t.id");
  std::vector<Token> tokens;
  while (rows.step()) tokens.push_back(read_token(rows));
  return tokens;
}

bool revoke_token(Store& store, Id id) {
  return run(store, "UPDATE token SET revoked = coalesce(revoked, ?) WHERE id = ?", now_utc(), id) >
         0;
}

}  // namespace noctule
