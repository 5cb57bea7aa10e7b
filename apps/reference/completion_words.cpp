// SPDX-License-Identifier: GPL-3.0-or-later
#include "reference/completion_words.h"

#include <algorithm>

namespace noctule {

std::string joined_by(const std::string& separator, const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (&word == &words.front() ? "" : separator) + word;
  return text;
}

void visit(const CommandDescription& command,
           const std::function<void(const CommandDescription&)>& use) {
  use(command);
  for (const CommandDescription& sub : command.commands) visit(sub, use);
}

std::vector<std::string> command_names(const CommandDescription& command) {
  std::vector<std::string> names;
  for (const CommandDescription& sub : command.commands) names.push_back(sub.name);
  return names;
}

std::vector<std::string> option_names(const CommandDescription& command) {
  std::vector<std::string> names;
  for (const OptionDescription& option : command.options)
    names.insert(names.end(), option.names.begin(), option.names.end());
  return names;
}

bool takes_files(const CommandDescription& command) {
  return std::any_of(command.positionals.begin(), command.positionals.end(),
                     [](const OptionDescription& p) { return p.kind == ValueKind::kFile; });
}

std::string single_quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

}  // namespace noctule
