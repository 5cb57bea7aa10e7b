// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace noctule {

/// What an option's value names, for completions.
enum class ValueKind { kText, kFile, kFolder };

/// An option or positional argument, as `--help` describes it.
struct OptionDescription {
  std::vector<std::string> names;    ///< "-o", "--output"; for a positional its placeholder
  std::string value;                 ///< placeholder such as "FILE"; empty for a flag
  std::string text;                  ///< without the default
  std::string fallback;              ///< the default, or empty
  std::string environment;           ///< variable that sets it, or empty
  std::string group;                 ///< heading in the help text
  std::vector<std::string> choices;  ///< the only values, if they can be listed
  bool list = false;                 ///< the value is a list of choices, separated by commas
  bool required = false;
  bool repeats = false;       ///< takes several values
  bool configurable = false;  ///< can be set in the configuration file
  ValueKind kind = ValueKind::kText;

  bool is_flag() const { return value.empty(); }
  /// The last long name without dashes, which is the key in the configuration file.
  std::string key() const;
};

struct CommandDescription {
  std::string name;  ///< "create"; for the program itself "noctule"
  std::string path;  ///< "noctule token create"
  std::string text;
  std::vector<std::string> notes;                             ///< lines of the help text's end
  std::vector<std::pair<std::string, std::string>> examples;  ///< command, explanation
  std::vector<OptionDescription> options, positionals;
  std::vector<CommandDescription> commands;
};

/// The program's whole command line.
CommandDescription describe_program();

}  // namespace noctule
