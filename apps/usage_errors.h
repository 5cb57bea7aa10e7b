// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "config_file.h"

namespace noctule {

/// A one-line message for an error in the command line or the configuration file: the option or
/// command, and the nearest valid name. `app` is the one that failed to parse.
std::string explain_usage_error(const CLI::App& app, const CLI::ParseError& error,
                                const ConfigFile& config);

/// Accepts whole numbers from `min` to `max`.
CLI::Validator whole_number(int64_t min, int64_t max);

/// Rejects texts that start with a minus sign; as a transform it comes before those added earlier.
CLI::Validator not_negative();

/// Accepts the given values only.
CLI::Validator one_of(std::vector<std::string> names);

}  // namespace noctule
