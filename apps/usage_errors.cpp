// SPDX-License-Identifier: GPL-3.0-or-later
#include "usage_errors.h"

#include <algorithm>
#include <utility>

#include "core/number.h"
#include "core/text.h"

namespace noctule {
namespace {

/// The innermost command given, or the program itself if none was.
const CLI::App& given_command(const CLI::App& app) {
  const auto given = app.get_subcommands();
  return given.empty() ? app : given_command(*given.front());
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  return names;
}

/// Long options of the command and of the program.
std::vector<std::string> option_names(const CLI::App& app, const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::App* owner : {&command, &app})
    for (const CLI::Option* option : owner->get_options())
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

std::string did_you_mean(const std::string& near) {
  return near.empty() ? "" : "; did you mean " + near + "?";
}

/// A message about the first argument that was not parsed; empty if all were.
std::string about_leftover(const CLI::App& app, const CLI::App& command) {
  const auto left = app.remaining(true);
  if (left.empty()) return "";
  const std::string& first = left.front();
  if (first.starts_with('-')) {
    const std::string name = first.substr(0, first.find('='));
    return "unknown option " + name + did_you_mean(nearest_name(name, option_names(app, command)));
  }
  const auto names = command_names(command);
  if (names.empty()) return "unexpected argument '" + first + "'";
  const std::string near = nearest_name(first, names);
  return "unknown command '" + first + "'" +
         (near.empty() ? "; the commands are " + joined(names) : did_you_mean(near));
}

void replace_start(std::string& text, const std::string& start, const std::string& by) {
  if (text.starts_with(start)) text = by + text.substr(start.size());
}

/// Rewrites a CLI11 message to name the option, the value and the problem.
std::string about_value(const CLI::ParseError& error, const CLI::App& command,
                        const ConfigFile& config) {
  std::string text = error.what();
  if (text.starts_with("Could not convert: ")) {
    replace_start(text, "Could not convert: ", "");
    if (const size_t at = text.find(" = "); at != std::string::npos)
      text = text.substr(0, at) + ": '" + text.substr(at + 3) + "' is not a valid number";
  }
  // "--height: 1 required FLOAT missing"
  if (text.ends_with(" missing")) text = text.substr(0, text.find(':')) + " needs a value";
  if (text.starts_with("--")) {
    const size_t end = text.find_first_of(": ");
    if (const auto place = config.place_of(command.get_name(), text.substr(2, end - 2)))
      text = *place + ": " + text.substr(2);
  }
  return text;
}

}  // namespace

std::string explain_usage_error(const CLI::App& app, const CLI::ParseError& error,
                                const ConfigFile& config) {
  const CLI::App& command = given_command(app);
  if (dynamic_cast<const CLI::ConfigError*>(&error) != nullptr) return error.what();
  if (dynamic_cast<const CLI::FileError*>(&error) != nullptr)
    return "cannot read the configuration file " + app["--config"]->as<std::string>() +
           "; check the path";
  std::string name = command.get_name();
  for (const CLI::App* up = command.get_parent(); up != nullptr; up = up->get_parent())
    name = up->get_name() + " " + name;
  const std::string help = "; see: " + name + " --help";
  std::string leftover = about_leftover(app, command);
  if (!leftover.empty())
    return leftover + (leftover.find("did you mean") == std::string::npos ? help : "");
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr &&
      std::string_view(error.what()).find("subcommand") != std::string_view::npos)
    return "specify a command: " + joined(command_names(command)) + help;
  return about_value(error, command, config) + help;
}

CLI::Validator not_negative() {
  return {[](std::string& text) {
            return text.starts_with('-') ? "must not be negative" : std::string();
          },
          "", ""};
}

CLI::Validator one_of(std::vector<std::string> names) {
  return CLI::Validator(
      [names = std::move(names)](const std::string& text) -> std::string {
        if (std::find(names.begin(), names.end(), text) != names.end()) return "";
        return not_one_of(text, names);
      },
      "");
}

CLI::Validator whole_number(int64_t min, int64_t max) {
  return CLI::Validator(
      [=](const std::string& text) -> std::string {
        const auto value = parse_number<int64_t>(text);
        if (value && *value >= min && *value <= max) return "";
        const std::string range =
            max == INT64_MAX ? "from " + std::to_string(min)
                             : "from " + std::to_string(min) + " to " + std::to_string(max);
        return "'" + text + "' is not a whole number " + range;
      },
      "");
}

}  // namespace noctule
