// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdlib>
#include <iostream>
#include <memory>
#include <new>
#include <string_view>

#include "command.h"
#include "config_file.h"
#include "core/error.h"
#include "core/log.h"
#include "core/stop.h"
#include "core/version.h"
#include "usage_errors.h"

namespace noctule {
namespace {

using namespace std::string_view_literals;

struct LogOptions {
  bool verbose = false;
  bool quiet = false;
  LogFormat format = LogFormat::kText;
};

void add_shared_options(CLI::App& app, CommandLine& line, LogOptions& log) {
  app.set_version_flag("--version", std::string("noctule ") + version(), "Print the version");
  app.add_option("--store", line.store, "SQLite file of recordings and spectrograms [./noctule.db]")
      ->envname("NOCTULE_STORE")
      ->type_name("FILE");
  app.set_config("--config", "", "Read options from a TOML file")->type_name("FILE");
  app.add_flag("-v,--verbose", log.verbose, "Log more detail");
  app.add_flag("-q,--quiet", log.quiet, "Log errors only");
  app.add_option_function<std::string>(
         "--log-format",
         [&log](const std::string& name) {
           log.format = name == "json" ? LogFormat::kJson : LogFormat::kText;
         },
         "Log format: text (default) or json")
      ->check(one_of({"text", "json"}))
      ->type_name("FORMAT");
}

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
  return kNothingDone;
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
  CommandLine line;
  line.store = "noctule.db";
  LogOptions log;
  CLI::App app("noctule: turn ultrasonic recordings into spectrogram images", "noctule");
  app.require_subcommand(1);
  app.fallthrough();
  app.get_formatter()->column_width(34);
  add_shared_options(app, line, log);
  const auto config = std::make_shared<ConfigFile>(app);
  app.config_formatter(config);
  add_ingest(app, line);
  add_render(app, line);
  add_compress(app, line);
  add_bulk(app, line);
  add_serve(app, line);
  add_token(app, line);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help_or_version) {
    app.exit(help_or_version);
    return std::cout.flush() ? kDone : kNothingDone;
  } catch (const CLI::ParseError& error) {
    start_log(spdlog::level::err, wanted_log_format(argc, argv));
    spdlog::error("{}", explain_usage_error(app, error, *config));
    return kUsage;
  }
  // -v on the command line takes precedence over quiet in the configuration file.
  if (log.quiet && log.verbose && config->place_of("", "quiet")) log.quiet = false;
  start_log(log.quiet     ? spdlog::level::err
            : log.verbose ? spdlog::level::debug
                          : spdlog::level::info,
            log.format);
  return run_command(line);
}

}  // namespace
}  // namespace noctule

int main(int argc, char** argv) { return noctule::main(argc, argv); }
