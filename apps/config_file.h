// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace noctule {

/// Reads --config: TOML whose keys are the long options, those of a command in a section of its
/// name. Unknown keys, keys in the wrong section and syntax errors are CLI::ConfigErrors that name
/// the line.
class ConfigFile : public CLI::ConfigBase {
 public:
  explicit ConfigFile(const CLI::App& app) : app_(app) {}

  std::vector<CLI::ConfigItem> from_config(std::istream& text) const override;

  /// "FILE:LINE" where an option was set, "--height" of "render"; nothing where it was not.
  std::optional<std::string> place_of(const std::string& command, const std::string& option) const;

 private:
  const CLI::App& app_;
  mutable std::map<std::pair<std::string, std::string>, std::string> places_;
};

}  // namespace noctule
