// SPDX-License-Identifier: GPL-3.0-or-later
#include "config_file.h"

#include <toml++/toml.h>

#include <algorithm>
#include <cstdlib>

#include "core/text.h"

namespace noctule {
namespace {

std::string long_name(const CLI::Option& option) {
  return option.get_lnames().empty() ? "" : option.get_lnames().front();
}

std::vector<std::string> keys_of(const CLI::App& app) {
  std::vector<std::string> keys;
  for (const CLI::Option* option : app.get_options())
    if (option->get_configurable() && !long_name(*option).empty() && long_name(*option) != "help" &&
        long_name(*option) != "version" && long_name(*option) != "config")
      keys.push_back(long_name(*option));
  return keys;
}

std::vector<const CLI::App*> commands_of(const CLI::App& app);

bool has_key(const CLI::App& app, const std::string& key) {
  const auto keys = keys_of(app);
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

bool is_command(const CLI::App& app, const std::string& name) {
  const auto commands = commands_of(app);
  return std::any_of(commands.begin(), commands.end(),
                     [&](const CLI::App* command) { return command->get_name() == name; });
}

/// "; did you mean …", or the sections that have such a key.
std::string hint(const CLI::App& app, const CLI::App& section, const std::string& key) {
  std::string sections;
  for (const CLI::App* command : commands_of(app))
    if (has_key(*command, key))
      sections += (sections.empty() ? "[" : ", [") + command->get_name() + "]";
  if (has_key(app, key)) sections = "the lines before the first section";
  if (!sections.empty()) return "; it belongs in " + sections;
  const std::string near = nearest_name(key, keys_of(section));
  return near.empty() ? "" : "; did you mean '" + near + "'?";
}

/// The value as it would be written on the command line.
std::string to_text(const toml::node& node) {
  if (const auto text = node.value_exact<std::string>()) return *text;
  if (const auto flag = node.value_exact<bool>()) return *flag ? "true" : "false";
  if (const auto whole = node.value_exact<int64_t>()) return std::to_string(*whole);
  std::ostringstream text;
  node.visit([&](const auto& value) { text << value; });
  return text.str();
}

class ConfigReader {
 public:
  ConfigReader(const CLI::App& app, std::string file) : app_(app), file_(std::move(file)) {}

  void read(const toml::table& table, const CLI::App& section,
            const std::vector<std::string>& parents) {
    for (const auto& [key, node] : table) {
      const std::string name(key.str());
      if (const auto* inner = node.as_table()) {
        std::vector<std::string> path = parents;
        path.push_back(name);
        read(*inner, command_named(section, name, *inner), path);
        continue;
      }
      if (!has_key(section, name) && is_command(section, name))
        fail(node, "'" + name + "' is a section; write [" + name + "]");
      if (node.is_array()) fail(node, name + " takes one value, not a list");
      if (!has_key(section, name))
        fail(node, "unknown key '" + name + "'" + hint(app_, section, name));
      add(node, name, parents);
    }
  }

  std::vector<CLI::ConfigItem> items;
  std::map<std::pair<std::string, std::string>, std::string> places;

 private:
  const CLI::App& command_named(const CLI::App& parent, const std::string& name,
                                const toml::node& node) const {
    std::vector<std::string> names;
    for (const CLI::App* command : commands_of(parent)) {
      if (command->get_name() == name) return *command;
      names.push_back(command->get_name());
    }
    const std::string near = nearest_name(name, names);
    fail(node,
         "unknown section [" + name + "]" + (near.empty() ? "" : "; did you mean [" + near + "]?"));
  }

  void add(const toml::node& node, const std::string& name,
           const std::vector<std::string>& parents) {
    // The environment variable takes precedence over the file.
    const char* store = std::getenv("NOCTULE_STORE");
    if (parents.empty() && name == "store" && store != nullptr && *store != '\0') return;
    CLI::ConfigItem item;
    item.parents = parents;
    item.name = name;
    item.inputs.push_back(to_text(node));
    places[{parents.empty() ? "" : parents.back(), name}] = place(node);
    items.push_back(std::move(item));
  }

  std::string place(const toml::node& node) const {
    return file_ + ":" + std::to_string(node.source().begin.line);
  }

  [[noreturn]] void fail(const toml::node& node, const std::string& what) const {
    throw CLI::ConfigError(place(node) + ": " + what);
  }

  const CLI::App& app_;
  std::string file_;
};

}  // namespace

std::vector<CLI::ConfigItem> ConfigFile::from_config(std::istream& text) const {
  const auto file = app_["--config"]->as<std::string>();
  ConfigReader reader(app_, file);
  try {
    reader.read(toml::parse(text), app_, {});
  } catch (const toml::parse_error& error) {
    throw CLI::ConfigError(file + ":" + std::to_string(error.source().begin.line) + ": " +
                           std::string(error.description()));
  }
  places_ = reader.places;
  return reader.items;
}

std::optional<std::string> ConfigFile::place_of(const std::string& command,
                                                const std::string& option) const {
  if (const auto found = places_.find({command, option}); found != places_.end())
    return found->second;
  // The whole file is checked, including the sections of other commands.
  for (const auto& [key, place] : places_)
    if (key.second == option) return place;
  return std::nullopt;
}

}  // namespace noctule
