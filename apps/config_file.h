// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace noctule {

/// Reads the TOML file given with --config. Keys are long option names; the options of a command
/// are in the section of that name. Unknown keys, keys in the wrong section and syntax errors throw
/// CLI::ConfigError with the line number.
class ConfigFile : public CLI::ConfigBase {
 public:
  explicit ConfigFile(const CLI::App& app) : app_(app) {}

  std::vector<CLI::ConfigItem> from_config(std::istream& text) const override;

  /// "FILE:LINE" that set an option, e.g. "height" of "render"; nullopt if the file does not.
  std::optional<std::string> place_of(const std::string& command, const std::string& option) const;

 private:
  const CLI::App& app_;
  mutable std::map<std::pair<std::string, std::string>, std::string> places_;
};

}  // namespace noctule
