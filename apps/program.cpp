// SPDX-License-Identifier: GPL-3.0-or-later
#include "program.h"

#include "build_info.h"
#include "usage_errors.h"

namespace noctule {
namespace {

void add_shared_options(CLI::App& app, CommandLine& line, LogOptions& log) {
  app.set_version_flag("--version", build_info(), "Print the version, commit and libraries");
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

}  // namespace

Program::Program()
    : app("noctule: turn ultrasonic recordings into spectrogram images", "noctule"),
      config(std::make_shared<ConfigFile>(app)) {
  line.store = "noctule.db";
  app.require_subcommand(1);
  app.fallthrough();
  app.get_formatter()->column_width(34);
  add_shared_options(app, line, log);
  app.config_formatter(config);
  add_ingest(app, line);
  add_render(app, line);
  add_compress(app, line);
  add_bulk(app, line);
  add_serve(app, line);
  add_token(app, line);
}

spdlog::level::level_enum Program::log_level() const {
  // -v on the command line takes precedence over quiet in the configuration file.
  const bool quiet = log.quiet && !(log.verbose && config->place_of("", "quiet"));
  if (quiet) return spdlog::level::err;
  return log.verbose ? spdlog::level::debug : spdlog::level::info;
}

}  // namespace noctule
