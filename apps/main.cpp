// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdlib>
#include <new>

#include "command.h"
#include "core/error.h"
#include "core/log.h"
#include "core/stop.h"
#include "core/version.h"

namespace noctule {
namespace {

struct LogOptions {
  bool verbose = false;
  bool quiet = false;
  LogFormat format = LogFormat::kText;
};

void add_shared_options(CLI::App& app, CommandLine& line, LogOptions& log) {
  app.set_version_flag("--version", std::string("noctule ") + version());
  app.add_option("--store", line.store, "SQLite file that remembers everything [./noctule.db]")
      ->envname("NOCTULE_STORE")
      ->type_name("FILE");
  app.set_config("--config", "", "Read options from a TOML or INI file");
  auto* verbose = app.add_flag("-v,--verbose", log.verbose, "Say more on standard error");
  app.add_flag("-q,--quiet", log.quiet, "Only errors on standard error")->excludes(verbose);
  app.add_option("--log-format", log.format, "text (default) or json")
      ->transform(CLI::CheckedTransformer(
          std::map<std::string, LogFormat>{{"text", LogFormat::kText}, {"json", LogFormat::kJson}}))
      ->type_name("text|json");
}

/// Errors sorted by who can act on them become exit codes.
int run_command(const CommandLine& line) {
  try {
    return line.run();
  } catch (const Interrupted&) {
    return stop_signal() != 0 ? 128 + stop_signal() : kDone;  // else a reader went away
  } catch (const RecordingError& error) {
    spdlog::error("{}", error.what());
    return kSomeFailed;
  } catch (const UsageError& error) {
    spdlog::error("{}", error.what());
    return kUsage;
  } catch (const Error& error) {
    spdlog::error("{}", error.what());
  } catch (const SQLite::Exception& error) {
    spdlog::error("the store {} failed: {}; check the disk and its free space", line.store.string(),
                  error.what());
  } catch (const std::bad_alloc&) {
    spdlog::error("out of memory; use fewer threads (-j)");
  } catch (const std::exception& error) {
    spdlog::error("{}", error.what());
  }
  return kNothingDone;
}

int main(int argc, char** argv) {
  install_stop_signals();
  CommandLine line;
  line.store = "noctule.db";
  LogOptions log;
  CLI::App app("noctule: ultrasonic recordings into spectrogram images", "noctule");
  app.require_subcommand(1);
  app.fallthrough();
  app.get_formatter()->column_width(34);
  add_shared_options(app, line, log);
  add_ingest(app, line);
  add_render(app, line);
  add_compress(app, line);
  add_bulk(app, line);
  add_serve(app, line);
  add_token(app, line);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kUsage;
  }
  start_log(log.quiet     ? spdlog::level::err
            : log.verbose ? spdlog::level::debug
                          : spdlog::level::info,
            log.format);
  return run_command(line);
}

}  // namespace
}  // namespace noctule

int main(int argc, char** argv) { return noctule::main(argc, argv); }
