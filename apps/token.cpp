// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/tokens.h"

#include <memory>

#include "command.h"
#include "core/error.h"
#include "core/json.h"
#include "core/log.h"
#include "core/number.h"
#include "core/text.h"
#include "core/timestamp.h"

namespace noctule {
namespace {

struct TokenCommand {
  std::string user;
  std::string scope = "write";
  std::string expires = "90d";
  std::string note;
  Id id = 0;
  bool json = false;
};

/// "90d", "12h", "30m" → a time; "never" → none.
std::optional<std::string> parse_expiry(const std::string& text) {
  if (text == "never") return std::nullopt;
  const auto amount = parse_leading_number<int64_t>(text);
  const std::string_view unit = amount ? amount->rest : "";
  const int64_t seconds = unit == "d" || unit.empty() ? 86'400
                          : unit == "h"               ? 3'600
                          : unit == "m"               ? 60
                          : unit == "s"               ? 1
                                                      : 0;
  if (!amount || seconds == 0 || amount->value < 0 || amount->value > 36'500)
    throw UsageError("'" + text + "' is not a duration; use days (90d), hours (12h) or never");
  return utc_in(amount->value * seconds);
}

int create(const CommandLine& line, const TokenCommand& command) {
  const auto expires = parse_expiry(command.expires);
  if (trimmed(command.user).empty()) throw UsageError("the user name must not be empty");
  if (has_control_characters(command.user) || has_control_characters(command.note))
    throw UsageError("the user name and the note must not contain control characters");
  Store store(line.store, Store::Open::kCreate);
  print_line(create_token(store, command.user, *scope_named(command.scope), expires, command.note));
  spdlog::info("store the token safely: it will not be shown again");
  return kDone;
}

std::string state_of(const Token& token) {
  if (token.revoked) return "revoked";
  return token.expires && *token.expires <= now_utc() ? "expired" : "valid";
}

int list(const CommandLine& line, const TokenCommand& command) {
  Store store(line.store, Store::Open::kExisting);
  for (const Token& t : all_tokens(store)) {
    if (command.json)
      print_json({{"id", t.id},
                  {"user", t.user_name},
                  {"scope", to_text(t.scope)},
                  {"state", state_of(t)},
                  {"note", t.note},
                  {"created", t.created},
                  {"expires", or_null(t.expires)},
                  {"last_used", or_null(t.last_used)},
                  {"revoked", or_null(t.revoked)}});
    else
      print_line(std::to_string(t.id) + "\t" + t.user_name + "\t" + to_text(t.scope) + "\t" +
                 state_of(t) + "\texpires " + t.expires.value_or("never") + "\tlast used " +
                 t.last_used.value_or("never") + "\t" + t.note);
  }
  return kDone;
}

int revoke(const CommandLine& line, const TokenCommand& command) {
  Store store(line.store, Store::Open::kExisting);
  if (revoke_token(store, command.id)) return kDone;
  throw RecordingError("no token " + std::to_string(command.id) + "; see: noctule token list");
}

}  // namespace

void add_token(CLI::App& app, CommandLine& line) {
  const auto command = std::make_shared<TokenCommand>();
  CLI::App* sub = app.add_subcommand("token", "Create, list and revoke bearer tokens for serve");
  sub->require_subcommand(1);
  sub->footer(
      "Examples:\n"
      "  noctule token create ana --scope write --expires 90d --note laptop\n"
      "  noctule token list\n"
      "  noctule token revoke 3");

  CLI::App* make = sub->add_subcommand("create", "Create a token and print it once");
  make->add_option("USER", command->user, "Owner of the token; created if missing")->required();
  make->add_option("--scope", command->scope, "read, write (default) or admin")
      ->check(CLI::IsMember({"read", "write", "admin"}))
      ->type_name("SCOPE");
  make->add_option("--expires", command->expires, "Lifetime such as 90d (default) or 12h, or never")
      ->type_name("DURATION");
  make->add_option("--note", command->note, "Description of the token");
  make->callback(
      [&line, command] { line.run = [&line, command] { return create(line, *command); }; });

  CLI::App* show = sub->add_subcommand("list", "List tokens, without their secrets");
  show->add_flag("--json", command->json, "Print one JSON object per token");
  show->callback(
      [&line, command] { line.run = [&line, command] { return list(line, *command); }; });

  CLI::App* end = sub->add_subcommand("revoke", "Revoke a token permanently");
  end->add_option("ID", command->id, "Token id (see: noctule token list)")->required();
  end->callback(
      [&line, command] { line.run = [&line, command] { return revoke(line, *command); }; });
}

}  // namespace noctule
