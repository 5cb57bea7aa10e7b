// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/tokens.h"

#include <array>

#include "core/hash.h"
#include "store/recordings.h"

namespace noctule {
namespace {

constexpr const char* kPrefix = "noctule_";
constexpr size_t kSecretBytes = 32;
constexpr std::array kScopes = {"read", "write", "admin"};

constexpr const char* kSelect =
    "SELECT t.id, t.user_id, u.name, t.scope, t.note, t.created, t.expires, t.last_used, t.revoked"
    " FROM token t JOIN user u ON u.id = t.user_id ";

Token read_row(SQLite::Statement& row) {
  Token token;
  token.id = row.getColumn(0);
  token.user_id = row.getColumn(1);
  token.user_name = row.getColumn(2).getString();
  token.scope = scope_named(row.getColumn(3).getString()).value_or(Scope::kRead);
  token.note = row.getColumn(4).getString();
  token.created = row.getColumn(5).getString();
  token.expires = optional_text(row.getColumn(6));
  token.last_used = optional_text(row.getColumn(7));
  token.revoked = optional_text(row.getColumn(8));
  return token;
}

void bind_hash(SQLite::Statement& statement, int index, const std::string& text) {
  const std::string hash = hash_bytes(text);
  statement.bind(index, hash.data(), static_cast<int>(hash.size()));
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
  store.transact([&] {
    auto insert = store.query(
        "INSERT INTO token (user_id, hash, scope, note, created, expires)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        ensure_user(store, user), nullptr, to_text(scope), note, now_utc(), expires);
    bind_hash(insert, 2, text);
    insert.exec();
  });
  return text;
}

std::optional<Token> find_token(Store& store, const std::string& text) {
  auto row = store.query((std::string(kSelect) + "WHERE t.hash = ?").c_str());
  bind_hash(row, 1, text);
  if (!row.executeStep()) return std::nullopt;
  return read_row(row);
}

std::optional<Token> find_token(Store& store, Id id) {
  auto row = store.query((std::string(kSelect) + "WHERE t.id = ?").c_str(), id);
  if (!row.executeStep()) return std::nullopt;
  return read_row(row);
}

std::optional<std::string> why_invalid(const Token& token) {
  if (token.revoked) return "The token was revoked";
  if (token.expires && *token.expires <= now_utc()) return "The token has expired";
  return std::nullopt;
}

void touch_token(Store& store, Id id) {
  store.run("UPDATE token SET last_used = ? WHERE id = ?", now_utc(), id);
}

std::vector<Token> all_tokens(Store& store) {
  auto rows = store.query((std::string(kSelect) + "ORDER BY t.id").c_str());
  std::vector<Token> tokens;
  while (rows.executeStep()) tokens.push_back(read_row(rows));
  return tokens;
}

bool revoke_token(Store& store, Id id) {
  return store.run("UPDATE token SET revoked = coalesce(revoked, ?) WHERE id = ?", now_utc(), id) >
         0;
}

}  // namespace noctule
