// SPDX-License-Identifier: GPL-3.0-or-later
#include "reference/completion_words.h"
#include "reference/writers.h"

namespace noctule {

std::string fish_completion(const CommandDescription& program) {
  std::string text =
      "# Completion of noctule for fish. Generated from its options; do not edit.\n"
      "complete -c noctule -f\n";
  visit(program, [&](const CommandDescription& command) {
    std::string condition;
    if (&command != &program) {
      std::string words = command.path.substr(program.path.size() + 1);
      condition = "__fish_seen_subcommand_from " + words;
      if (const size_t space = words.find(' '); space != std::string::npos)
        condition = "__fish_seen_subcommand_from " + words.substr(0, space) +
                    "; and __fish_seen_subcommand_from " + words.substr(space + 1);
    }
    const std::string when = condition.empty() ? "" : " -n " + single_quoted(condition);
    for (const OptionDescription& option : command.options) {
      text += "complete -c noctule" + when;
      for (const std::string& name : option.names)
        text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      if (!option.is_flag()) text += option.kind == ValueKind::kText ? " -x" : " -r";
      if (!option.choices.empty()) text += " -a " + single_quoted(joined_by(" ", option.choices));
      if (option.choices.empty() && option.kind == ValueKind::kFile) text += " -F";
      if (option.kind == ValueKind::kFolder) text += " -a '(__fish_complete_directories)'";
      text += " -d " + single_quoted(option.text) + "\n";
    }
    if (takes_files(command)) text += "complete -c noctule" + when + " -F\n";
    const std::string all = joined_by(" ", command_names(command));
    for (const CommandDescription& sub : command.commands)
      text += "complete -c noctule -n " +
              single_quoted((condition.empty() ? "" : condition + "; and ") +
                            "not __fish_seen_subcommand_from " + all) +
              " -a " + sub.name + " -d " + single_quoted(sub.text) + "\n";
  });
  return text;
}

}  // namespace noctule
