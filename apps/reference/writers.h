// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "reference/description.h"

namespace noctule {

/// The manual page, in man(7) macros, of the program (`command` is the program) or of one of its
/// commands. `version`, e.g. "0.1.0 2026-05-01", is printed in the footer.
std::string manual_page(const CommandDescription& program, const CommandDescription& command,
                        const std::string& version);

/// The manual page of the configuration file, noctule.toml(5).
std::string config_page(const CommandDescription& program, const std::string& version);

/// A configuration file in which every option is commented out, with its default, except `store`.
std::string sample_config(const CommandDescription& program, const std::string& store);

/// Completions for a shell.
std::string bash_completion(const CommandDescription& program);
std::string zsh_completion(const CommandDescription& program);
std::string fish_completion(const CommandDescription& program);

/// The reference of all commands as Markdown.
std::string markdown_reference(const CommandDescription& program);

}  // namespace noctule
