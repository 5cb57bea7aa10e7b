// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/ingest.h"

#include <memory>

#include "command.h"
#include "core/error.h"
#include "core/log.h"
#include "core/progress.h"
#include "core/stop.h"
#include "store/merge.h"

namespace noctule {
namespace {

struct IngestCommand {
  PathArguments paths;
  IngestOptions options;
  std::string from_store;
  bool json = false;
};

void print(const IngestResult& result, bool json) {
  if (!result.error.empty()) spdlog::error("{}", result.error);
  if (json) {
    nlohmann::json line = {{"path", result.path.string()}, {"outcome", to_text(result.outcome)}};
    line["id"] = result.id > 0 ? nlohmann::json(result.id) : nlohmann::json();
    if (!result.error.empty()) line["error"] = result.error;
    print_json(line);
  } else if (result.id > 0) {
    print_line(std::to_string(result.id) + "\t" + to_text(result.outcome) + "\t" +
               result.path.string());
  }
}

void merge(Store& store, const IngestCommand& command) {
  merge_store(store, command.from_store, [&](Id id, const std::string& path, bool added) {
    throw_if_stopped();
    print({path, added ? Ingested::kAdded : Ingested::kKnown, id, ""}, command.json);
  });
}

int run(const CommandLine& line, IngestCommand& command) {
  command.options.validate();
  command.options.retry_failed = true;
  if (!command.paths.given() && command.from_store.empty())
    throw UsageError("name files or folders to ingest");
  const auto files = command.paths.files();
  Store store(line.store, Store::Open::kCreate);
  if (!command.from_store.empty()) merge(store, command);
  Progress progress("ingest", static_cast<int64_t>(files.size()));
  int failed = 0;
  ingest_files(store, files, command.options, [&](const IngestResult& result) {
    Progress::hide();
    print(result, command.json);
    failed += !result.error.empty();
    progress.advance(!result.error.empty());
  });
  return failed > 0 ? kSomeFailed : kDone;
}

}  // namespace

void add_ingest(CLI::App& app, CommandLine& line) {
  const auto command = std::make_shared<IngestCommand>();
  CLI::App* sub = app.add_subcommand("ingest", "Register files and folders as recordings");
  sub->footer(
      "Examples:\n"
      "  noctule ingest night/                      every sound file below night/\n"
      "  noctule ingest --owner ana --public a.wav  visible to all users\n"
      "  noctule ingest --from-store node3.db       merge another store into this one\n"
      "  find . -name '*.wav' -print0 | noctule ingest --files-from - -0");
  command->paths.add_to(*sub);
  add_ingest_options(*sub, command->options);
  sub->add_option("--from-store", command->from_store,
                  "Merge another store: recordings, spectrograms, annotations")
      ->type_name("OTHER.db");
  add_jobs_option(*sub, command->options.jobs);
  sub->add_flag("--json", command->json, "One JSON object a file on standard output");
  sub->callback([&line, command] { line.run = [&line, command] { return run(line, *command); }; });
}

}  // namespace noctule
