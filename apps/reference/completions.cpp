// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <functional>

#include "reference/writers.h"

namespace noctule {
namespace {

std::string joined_by(const std::string& separator, const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (&word == &words.front() ? "" : separator) + word;
  return text;
}

/// The command and all commands below it.
void visit(const CommandDescription& command,
           const std::function<void(const CommandDescription&)>& use) {
  use(command);
  for (const CommandDescription& sub : command.commands) visit(sub, use);
}

std::vector<std::string> names_of_commands(const CommandDescription& command) {
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

/// In single quotes for a shell.
std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

std::string bash_values(const CommandDescription& command, const OptionDescription& option) {
  std::string pattern;
  for (const std::string& name : option.names)
    pattern += (pattern.empty() ? "" : "|") + quoted(command.path + " " + name);
  std::string action = "values=text";
  if (!option.choices.empty())
    action = (option.list ? "values=list words=" : "values=words words=") +
             quoted(joined_by(" ", option.choices));
  else if (option.kind == ValueKind::kFile)
    action = "values=files";
  else if (option.kind == ValueKind::kFolder)
    action = "values=folders";
  return "    " + pattern + ") " + action + " ;;\n";
}

}  // namespace

std::string bash_completion(const CommandDescription& program) {
  std::string values, contents;
  visit(program, [&](const CommandDescription& command) {
    for (const OptionDescription& option : command.options)
      if (!option.is_flag()) values += bash_values(command, option);
    std::vector<std::string> words = option_names(command);
    if (&command != &program)
      for (const std::string& name : option_names(program))
        if (std::find(words.begin(), words.end(), name) == words.end()) words.push_back(name);
    contents += "    " + quoted(command.path) +
                ")\n      options=" + quoted(joined_by(" ", words)) +
                "\n      commands=" + quoted(joined_by(" ", names_of_commands(command))) +
                "\n      files=" + (takes_files(command) ? "yes" : "no") + " ;;\n";
  });
  return "# Completion of noctule for bash. Generated from its options; do not edit.\n"
         "\n"
         "# Sets `values` (and `words`) to what may follow option $2 of command $1; empty for a "
         "flag.\n"
         "_noctule_values() {\n"
         "  values='' words=''\n"
         "  case \"$1 $2\" in\n" +
         values +
         "  esac\n"
         "  [[ -n $values || $1 == noctule ]] || _noctule_values noctule \"$2\"\n"
         "}\n"
         "\n"
         "# Sets `options`, `commands` and `files` for command $1.\n"
         "_noctule_contents() {\n"
         "  options='' commands='' files=no\n"
         "  case $1 in\n" +
         contents + R"(  esac
}

_noctule() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
  local command=noctule values='' words='' options='' commands='' files=no i word head=''
  # bash makes a word of "=" in --option=value.
  if [[ $previous == '=' ]]; then previous=${COMP_WORDS[COMP_CWORD-2]}; fi
  if [[ $current == '=' ]]; then current=''; fi
  for ((i = 1; i < COMP_CWORD; ++i)); do
    word=${COMP_WORDS[i]}
    _noctule_contents "$command"
    if [[ $word == -* ]]; then
      _noctule_values "$command" "$word"
      [[ -z $values ]] || i=$((i + 1))
      [[ ${COMP_WORDS[i]} != '=' ]] || i=$((i + 1))
    elif [[ " $commands " == *" $word "* ]]; then
      command="$command $word"
    fi
  done
  values=''
  [[ $previous != -* ]] || _noctule_values "$command" "$previous"
  _noctule_contents "$command"
  COMPREPLY=()
  case $values in
    words) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current") ;;
    list)
      [[ $current != *,* ]] || head=${current%,*},
      mapfile -t COMPREPLY < <(compgen -P "$head" -W "$words" -- "${current##*,}")
      compopt -o nospace 2> /dev/null ;;
    files)
      compopt -o filenames 2> /dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
    folders)
      compopt -o filenames 2> /dev/null
      mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
    text) ;;
    *)
      if [[ $current == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
      elif [[ $files == yes ]]; then
        compopt -o filenames 2> /dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
      else
        mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$current")
      fi ;;
  esac
}

complete -F _noctule noctule
)";
}

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
    const std::string when = condition.empty() ? "" : " -n " + quoted(condition);
    for (const OptionDescription& option : command.options) {
      text += "complete -c noctule" + when;
      for (const std::string& name : option.names)
        text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      if (!option.is_flag()) text += option.kind == ValueKind::kText ? " -x" : " -r";
      if (!option.choices.empty()) text += " -a " + quoted(joined_by(" ", option.choices));
      if (option.choices.empty() && option.kind == ValueKind::kFile) text += " -F";
      if (option.kind == ValueKind::kFolder) text += " -a '(__fish_complete_directories)'";
      text += " -d " + quoted(option.text) + "\n";
    }
    if (takes_files(command)) text += "complete -c noctule" + when + " -F\n";
    const std::string all = joined_by(" ", names_of_commands(command));
    for (const CommandDescription& sub : command.commands)
      text += "complete -c noctule -n " +
              quoted((condition.empty() ? "" : condition + "; and ") +
                     "not __fish_seen_subcommand_from " + all) +
              " -a " + sub.name + " -d " + quoted(sub.text) + "\n";
  });
  return text;
}

}  // namespace noctule
