// SPDX-License-Identifier: GPL-3.0-or-later
#include "reference/writers.h"

namespace noctule {
namespace {

/// Text in a cell of a table.
std::string cell(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '|' || c == '<' || c == '*' || c == '_') out += '\\';
    out += c;
  }
  return out;
}

std::string option_row(const OptionDescription& option) {
  std::string names;
  for (const std::string& name : option.names) names += (names.empty() ? "`" : ", `") + name + "`";
  if (!option.is_flag() && option.names.front().starts_with('-')) names += " " + cell(option.value);
  return "| " + names + " | " + cell(option.text) + " | " + cell(option.fallback) + " |\n";
}

void add_command(const CommandDescription& command, std::string& text) {
  text += "\n## " + command.path + "\n\n" + command.text + ".\n";
  for (const std::string& note : command.notes) text += "\n" + note + "\n";
  text += "\n| option | effect | default |\n|---|---|---|\n";
  for (const OptionDescription& argument : command.positionals) text += option_row(argument);
  for (const OptionDescription& option : command.options) text += option_row(option);
  if (!command.examples.empty()) {
    text += "\n```text\n";
    for (const auto& [line, explanation] : command.examples)
      text += line + (explanation.empty() ? "" : "   # " + explanation) + "\n";
    text += "```\n";
  }
  for (const CommandDescription& sub : command.commands) add_command(sub, text);
}

}  // namespace

std::string markdown_reference(const CommandDescription& program) {
  std::string text = "# Commands\n\nGenerated from the program; the same as `--help`.\n";
  CommandDescription start = program;
  start.text[0] = static_cast<char>(std::toupper(start.text[0]));
  add_command(start, text);
  return text;
}

}  // namespace noctule
