// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "config_file.h"

namespace noctule {

/// What is wrong with a command line, or with the configuration, in one plain line: which option or
/// command, and the nearest valid one. `app` is the one that failed to parse.
std::string explain_usage_error(const CLI::App& app, const CLI::ParseError& error,
                                const ConfigFile& config);

/// A check that a value is a whole number from `min` to `max`.
CLI::Validator whole_number(int64_t min, int64_t max);

}  // namespace noctule
