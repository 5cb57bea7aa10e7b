// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdlib>
#include <iostream>
#include <memory>
#include <new>
#include <string_view>

#include "core/error.h"
#include "core/log.h"
#include "core/stop.h"
#include "program.h"
#include "usage_errors.h"

namespace noctule {
namespace {

using namespace std::string_view_literals;

/// Runs the command and maps each error type to an exit code.
int run_command(const CommandLine& line) {
  try {
    check_store_name(line.store);
    return line.run();
  } catch (const Interrupted&) {
    return stop_signal() != 0 ? 128 + stop_signal() : kDone;  // else: standard output closed
  } catch (const RecordingError& error) {
    spdlog::error("{}", error.what());
    return kSomeFailed;
  } catch (const UsageError& error) {
    spdlog::error("{}", error.what());
    return kUsage;
  } catch (const Error& error) {
    spdlog::error("{}", error.what());
  } catch (const std::bad_alloc&) {
    spdlog::error("out of memory; use fewer threads (-j)");
  } catch (const std::exception& error) {
    spdlog::error("{}", error.what());
  }
  return kFatal;
}

/// The log format for errors in the command line itself, before its options are parsed.
LogFormat wanted_log_format(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument(argv[i]);
    const bool next = argument == "--log-format" && i + 1 < argc && argv[i + 1] == "json"sv;
    if (next || argument == "--log-format=json") return LogFormat::kJson;
  }
  return LogFormat::kText;
}

int main(int argc, char** argv) {
  install_stop_signals();
  Program program;
  try {
    program.app.parse(argc, argv);
  } catch (const CLI::Success& help_or_version) {
    program.app.exit(help_or_version);
    return std::cout.flush() ? kDone : kFatal;
  } catch (const CLI::ParseError& error) {
    start_log(spdlog::level::err, wanted_log_format(argc, argv));
    spdlog::error("{}", explain_usage_error(program.app, error, *program.config));
    return kUsage;
  }
  start_log(program.log_level(), program.log.format);
  return run_command(program.line);
}

}  // namespace
}  // namespace noctule

int main(int argc, char** argv) { return noctule::main(argc, argv); }
