// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "reference/completion_words.h"
#include "reference/writers.h"

namespace noctule {
namespace {

/// Text inside a zsh specification in single quotes: brackets and colons have a meaning there.
std::string zsh_text(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c == '\'' ? "'\\''" : std::string(1, c);
  }
  return out;
}

std::string zsh_action(const OptionDescription& option) {
  if (!option.choices.empty())
    return option.list
               ? "_values -s , " + zsh_text(option.value) + " " + joined_by(" ", option.choices)
               : "(" + joined_by(" ", option.choices) + ")";
  if (option.kind == ValueKind::kFile) return "_files";
  return option.kind == ValueKind::kFolder ? "_files -/" : " ";
}

std::string zsh_options(const CommandDescription& command) {
  std::string text;
  for (const OptionDescription& option : command.options)
    for (const std::string& name : option.names) {
      const bool is_long = name.starts_with("--");
      text += "    '" + std::string(option.repeats ? "*" : "") + name +
              (option.is_flag() ? ""
               : is_long        ? "="
                                : "+") +
              "[" + zsh_text(option.text) + "]" +
              (option.is_flag() ? "" : ":" + zsh_text(option.value) + ":" + zsh_action(option)) +
              "' \\\n";
    }
  return text;
}

std::string function_name(const CommandDescription& command) {
  std::string name = "_" + command.path;
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

}  // namespace

std::string zsh_completion(const CommandDescription& program) {
  std::string text =
      "#compdef noctule\n# Completion of noctule for zsh. Generated from its options; do not "
      "edit.\n";
  visit(program, [&](const CommandDescription& command) {
    const std::string name = &command == &program ? "_noctule" : function_name(command);
    text += "\n" + name + "() {\n  local context state state_descr line\n  typeset -A opt_args\n" +
            "  _arguments -s -C \\\n" + zsh_options(command);
    if (&command != &program)
      for (const OptionDescription& option : program.options)
        if (option.key() != "help" && option.key() != "version") {
          CommandDescription shared;
          shared.options = {option};
          text += zsh_options(shared);
        }
    if (command.commands.empty()) {
      const bool files = takes_files(command);
      const std::string label =
          command.positionals.empty() ? "argument" : command.positionals.front().value;
      text += "    '" + std::string(files ? "*" : "") + ":" + zsh_text(label) + ":" +
              (files ? "_files" : " ") + "'\n}\n";
      return;
    }
    text +=
        "    '1: :->command' '*:: :->arguments'\n  case $state in\n    command)\n"
        "      local -a commands=(\n";
    for (const CommandDescription& sub : command.commands)
      text += "        '" + sub.name + ":" + zsh_text(sub.text) + "'\n";
    text +=
        "      )\n      _describe command commands ;;\n    arguments)\n      case $line[1] in\n";
    for (const CommandDescription& sub : command.commands)
      text += "        " + sub.name + ") " + function_name(sub) + " ;;\n";
    text += "      esac ;;\n  esac\n}\n";
  });
  return text + "\n_noctule \"$@\"\n";
}

}  // namespace noctule
