// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>
#include <memory>

#include "command.h"
#include "config_file.h"
#include "core/log.h"

namespace noctule {

struct LogOptions {
  bool verbose = false;
  bool quiet = false;
  LogFormat format = LogFormat::kText;
};

/// The command line of noctule: its options and commands, ready to parse. Also the source of the
/// manual pages and completions (apps/reference).
struct Program {
  Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  /// The level that was chosen, after parsing.
  spdlog::level::level_enum log_level() const;

  CommandLine line;
  LogOptions log;
  CLI::App app;
  std::shared_ptr<ConfigFile> config;
};

}  // namespace noctule
