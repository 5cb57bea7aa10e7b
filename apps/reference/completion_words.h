// SPDX-License-Identifier: GPL-3.0-or-later
// What the completions for bash, zsh and fish have in common.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "reference/description.h"

namespace noctule {

std::string joined_by(const std::string& separator, const std::vector<std::string>& words);

/// Calls `use` with the command and all commands below it.
void visit(const CommandDescription& command,
           const std::function<void(const CommandDescription&)>& use);

std::vector<std::string> command_names(const CommandDescription& command);
std::vector<std::string> option_names(const CommandDescription& command);
bool takes_files(const CommandDescription& command);

/// In single quotes for a shell.
std::string single_quoted(const std::string& text);

}  // namespace noctule
