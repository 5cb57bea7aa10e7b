// SPDX-License-Identifier: GPL-3.0-or-later
#include "reference/description.h"

#include <algorithm>
#include <regex>
#include <sstream>

#include "program.h"

namespace noctule {
namespace {

std::vector<std::string> split(const std::string& text, const std::string& separator) {
  std::vector<std::string> parts;
  size_t start = 0;
  for (size_t end; (end = text.find(separator, start)) != std::string::npos;
       start = end + separator.size())
    parts.push_back(text.substr(start, end - start));
  parts.push_back(text.substr(start));
  return parts;
}

/// The error message for an impossible value of an option; empty if it is accepted.
std::string error_for(const std::string& path, const std::string& option) {
  Program program;
  std::vector<std::string> arguments = split(path, " ");
  arguments.front() = option + "=?";
  std::rotate(arguments.begin(), arguments.begin() + 1, arguments.end());
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 takes them
  try {
    program.app.parse(arguments);
  } catch (const CLI::ParseError& error) {
    return error.what();
  }
  return "";
}

/// The values that an option accepts, from its placeholder ("true|file") or from the list in its
/// error message; empty if they cannot be listed.
std::vector<std::string> choices_of(const std::string& path, const OptionDescription& option) {
  static const std::regex kWords("[a-z]+(\\|[a-z]+)+");
  if (std::regex_match(option.value, kWords)) return split(option.value, "|");
  const std::string error = error_for(path, option.names.back());
  static const std::regex kList(
      "(?:is not one of |not in \\{|\\(formats: )([a-z0-9-]+(?:, ?[a-z0-9-]+)+)");
  std::smatch list;
  if (!std::regex_search(error, list, kList)) return {};
  std::vector<std::string> choices = split(list[1], ",");
  for (std::string& choice : choices) choice.erase(0, choice.find_first_not_of(' '));
  return choices;
}

ValueKind kind_of(const std::string& value) {
  if (value.find("FILE") != std::string::npos || value == "PATH" || value == "OTHER.db")
    return ValueKind::kFile;
  return value.find("DIR") != std::string::npos ? ValueKind::kFolder : ValueKind::kText;
}

/// Finds the default in CLI11's value, at the end of the text ("[5]") or in it ("median
/// (default)").
void find_default(const CLI::Option& option, OptionDescription& description) {
  description.fallback = option.get_default_str();
  if (option.get_expected_max() == 0) description.fallback.clear();
  static const std::regex kBrackets("^(.*) \\[([^\\]]+)\\]$"), kNamed("([\\w-]+),? \\(default\\)");
  std::smatch match;
  const std::string text = description.text;
  if (std::regex_match(text, match, kBrackets)) {
    description.text = match[1];
    description.fallback = match[2];
  } else if (description.fallback.empty() && std::regex_search(text, match, kNamed)) {
    description.fallback = match[1];
  }
}

OptionDescription describe(const CLI::Option& option, const std::string& path) {
  OptionDescription description;
  for (const std::string& name : option.get_snames()) description.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) description.names.push_back("--" + name);
  if (option.get_expected_max() != 0)  // the type, without the validators after the colon
    description.value = split(option.get_type_name(), ":").front();
  description.repeats = option.get_expected_max() > 1;
  if (option.get_positional()) {
    description.names = {option.get_name(true)};
    description.value = description.names.front();
  }
  description.text = option.get_description();
  description.environment = option.get_envname();
  description.group = option.get_group();
  description.required = option.get_required();
  description.configurable = option.get_configurable() && !option.get_lnames().empty() &&
                             description.names.back() != "--help" &&
                             description.names.back() != "--version" &&
                             description.names.back() != "--config";
  description.kind = kind_of(description.value);
  find_default(option, description);
  if (!description.is_flag() && !option.get_positional()) {
    description.list = description.value == "LIST";
    description.choices = choices_of(path, description);
  }
  return description;
}

/// Divides the end of a help text into notes and examples: "  COMMAND   EXPLANATION".
void read_footer(const std::string& footer, CommandDescription& command) {
  std::istringstream lines(footer);
  for (std::string line; std::getline(lines, line);) {
    if (line == "Examples:" || line.empty()) continue;
    if (!line.starts_with("  ")) {
      command.notes.push_back(line);
      continue;
    }
    line.erase(0, 2);
    const size_t gap = line.find("  ");
    const size_t text = line.find_first_not_of(' ', gap);
    command.examples.emplace_back(line.substr(0, gap),
                                  gap == std::string::npos ? "" : line.substr(text));
  }
}

CommandDescription describe(const CLI::App& app, const std::string& path) {
  CommandDescription command;
  command.name = app.get_name();
  command.path = path;
  command.text = app.get_description();
  if (app.get_footer() != "" &&
      (!app.get_parent() || app.get_footer() != app.get_parent()->get_footer()))
    read_footer(app.get_footer(), command);
  for (const CLI::Option* option : app.get_options())
    (option->get_positional() ? command.positionals : command.options)
        .push_back(describe(*option, path));
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; }))
    command.commands.push_back(describe(*sub, path + " " + sub->get_name()));
  return command;
}

}  // namespace

std::string OptionDescription::key() const {
  for (const std::string& name : names)
    if (name.starts_with("--")) return name.substr(2);
  return "";
}

CommandDescription describe_program() {
  const Program program;
  CommandDescription description = describe(program.app, "noctule");
  const std::string prefix = "noctule: ";
  if (description.text.starts_with(prefix)) description.text.erase(0, prefix.size());
  return description;
}

}  // namespace noctule
