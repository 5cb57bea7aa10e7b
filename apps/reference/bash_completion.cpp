// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "reference/completion_words.h"
#include "reference/writers.h"

namespace noctule {
namespace {

std::string bash_values(const CommandDescription& command, const OptionDescription& option) {
  std::string pattern;
  for (const std::string& name : option.names)
    pattern += (pattern.empty() ? "" : "|") + single_quoted(command.path + " " + name);
  std::string action = "values=text";
  if (!option.choices.empty())
    action = (option.list ? "values=list words=" : "values=words words=") +
             single_quoted(joined_by(" ", option.choices));
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
    contents += "    " + single_quoted(command.path) +
                ")\n      options=" + single_quoted(joined_by(" ", words)) +
                "\n      commands=" + single_quoted(joined_by(" ", command_names(command))) +
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

}  // namespace noctule
