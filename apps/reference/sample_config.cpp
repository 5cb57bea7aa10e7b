// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/number.h"
#include "reference/writers.h"

namespace noctule {
namespace {

bool is_number_type(const std::string& type) {
  return type == "INT" || type == "UINT" || type == "FLOAT" || type == "KHZ" || type == "N";
}

/// The default as TOML; empty if there is none that the file could state.
std::string toml_default(const OptionDescription& option) {
  if (option.is_flag()) return "false";
  const std::string& text = option.fallback;
  if (is_number_type(option.value)) return parse_number<double>(text) ? text : "";
  const auto& choices = option.choices;
  const bool listed = std::find(choices.begin(), choices.end(), text) != choices.end();
  if (text.empty() || (!choices.empty() && !option.list && !listed)) return "";
  return text.find(' ') == std::string::npos || listed ? "\"" + text + "\"" : "";
}

std::string entry(const OptionDescription& option) {
  std::string text = "# " + option.text + ".\n";
  if (!option.choices.empty() && !option.list) {
    text += "# Values:";
    for (const std::string& choice : option.choices)
      text += (choice == option.choices.front() ? " " : ", ") + choice;
    text += ".\n";
  }
  const std::string fallback = toml_default(option);
  if (!fallback.empty()) return text + "#" + option.key() + " = " + fallback + "\n\n";
  if (!option.fallback.empty()) text += "# Default: " + option.fallback + ".\n";
  const std::string value = option.choices.empty() ? option.value : option.choices.front();
  return text + "#" + option.key() + " = " +
         (is_number_type(option.value) ? "0" : "\"" + value + "\"") + "   # not set\n\n";
}

std::string entries(const CommandDescription& command, const std::string& store) {
  std::string text;
  for (const OptionDescription& option : command.options) {
    if (!option.configurable) continue;
    if (option.key() == "store" && !store.empty())
      text += "# " + option.text + ".\nstore = \"" + store + "\"\n\n";
    else
      text += entry(option);
  }
  return text;
}

}  // namespace

std::string sample_config(const CommandDescription& program, const std::string& store) {
  std::string text =
      "# Configuration of the system services of noctule; see noctule.toml(5).\n"
      "# For other commands on the same store: noctule --config /etc/noctule/noctule.toml COMMAND\n"
      "# Lines that start with # show the defaults, or the form of what is not set. After a "
      "change: systemctl restart noctule\n\n";
  text += entries(program, store);
  for (const CommandDescription& command : program.commands)
    if (command.commands.empty())
      text += "[" + command.name + "]\n# " + command.text + ".\n\n" + entries(command, "");
  while (text.ends_with("\n\n")) text.pop_back();
  return text;
}

}  // namespace noctule
