// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/ingest.h"

#include <unistd.h>

#include <iostream>
#include <memory>

#include "command.h"
#include "core/error.h"
#include "core/log.h"
#include "core/progress.h"
#include "core/stop.h"
#include "core/text.h"
#include "pipeline/export_formats.h"
#include "pipeline/ingest_labels.h"
#include "pipeline/managed_files.h"
#include "pipeline/removal.h"
#include "store/merge.h"
#include "usage_errors.h"

namespace noctule {
namespace {

struct IngestCommand {
  PathArguments paths;
  IngestOptions options;
  std::string from_store;
  std::vector<std::filesystem::path> labels;
  std::string time_base;
  bool json = false;
  bool remove = false;
  std::vector<Id> ids;
  bool yes = false;
};

void print(const IngestResult& result, bool json) {
  if (result.outcome == Ingested::kFailed || result.outcome == Ingested::kStillFailed)
    spdlog::error("{}", result.error);
  if (result.outcome == Ingested::kSkipped)
    spdlog::debug("{}: skipped: {}", result.path.string(), result.error);
  if (json) {
    nlohmann::json line = {{"path", result.path.string()}, {"outcome", to_text(result.outcome)}};
    line["id"] = result.id > 0 ? nlohmann::json(result.id) : nlohmann::json();
    if (!result.error.empty()) line["error"] = result.error;
    if (!result.duplicate_of.empty()) line["duplicate_of"] = result.duplicate_of;
    if (!result.warnings.empty()) line["warnings"] = result.warnings;
    print_json(line);
  } else if (result.id > 0) {
    print_line(std::to_string(result.id) + "\t" + to_text(result.outcome) + "\t" +
               escape_control(result.path.string()));
  }
}

/// --from-store. Returns the number of recordings that failed.
int64_t merge(Store& store, const IngestCommand& command) {
  std::error_code ignored;
  if (!std::filesystem::exists(command.from_store, ignored))
    throw FatalError("no store at " + command.from_store + "; check the path of --from-store");
  int64_t failed = 0;
  merge_store(store, command.from_store, [&](Id id, const std::string& path, bool added) {
    throw_if_stopped();
    IngestResult result{path, added ? Ingested::kAdded : Ingested::kKnown, id, "", "", {}};
    try {
      if (added) adopt_managed_file(store, id, command.from_store);
    } catch (const RecordingError& error) {
      result.outcome = Ingested::kFailed;
      result.error = error.what();
      ++failed;
    }
    print(result, command.json);
  });
  return failed;
}

void print(const LabelResult& result, bool json) {
  const std::string path = result.path.string();
  for (const auto& [reason, labels] : result.unmatched)
    spdlog::warn("{}: {} of its labels left out: {}", path, labels, escape_control(reason));
  for (const auto& [name, labels] : result.unknown_species)
    spdlog::warn("{}: '{}' is not a known species; kept as a comment in {} annotations", path,
                 escape_control(name), labels);
  const bool failed = !result.error.empty();
  if (failed) spdlog::error("{}", escape_control(result.error));
  if (json) {
    nlohmann::json line = {{"labels", path},
                           {"outcome", failed ? "failed" : "added"},
                           {"added", result.added},
                           {"known", result.known},
                           {"unmatched", result.unmatched}};
    if (failed) line["error"] = result.error;
    print_json(line);
  } else if (!failed) {
    print_line("-\t" + std::to_string(result.added) + " labels added, " +
               std::to_string(result.known) + " known\t" + escape_control(path));
  }
}

/// Adds the label files; returns how many failed.
int64_t add_labels(Store& store, const IngestCommand& command) {
  if (command.labels.empty()) return 0;
  LabelOptions options;
  options.owner = command.options.owner.value_or(options.owner);
  if (!command.time_base.empty()) options.time_base = parse_time_base(command.time_base);
  int64_t failed = 0;
  ingest_labels(store, command.labels, options, [&](const LabelResult& result) {
    print(result, command.json);
    failed += !result.error.empty();
  });
  return failed;
}

std::string describe(const Removal& removal, const std::filesystem::path& store) {
  std::string text = "removes " + std::to_string(removal.recordings.size()) + " recordings with " +
                     std::to_string(removal.spectrograms) + " spectrograms and " +
                     std::to_string(removal.annotations) + " annotations from " + store.string();
  if (removal.copies > 0)
    text += ", and the copies of " + std::to_string(removal.copies) +
            " sound files that were kept beside it";
  return text + "; other sound files are kept";
}

/// Asks for confirmation on the terminal.
bool confirmed(const std::string& what) {
  std::cerr << what << "\nContinue? [y/N] " << std::flush;
  std::string answer;
  return std::getline(std::cin, answer) && (answer == "y" || answer == "Y" || answer == "yes");
}

int remove(const CommandLine& line, const IngestCommand& command) {
  if (!command.paths.given() && command.ids.empty())
    throw UsageError("specify what to remove: paths, or recordings with --id");
  const bool terminal = isatty(STDIN_FILENO) != 0 && isatty(STDERR_FILENO) != 0;
  if (!command.yes && !terminal)
    throw UsageError("--remove needs --yes if there is no terminal to ask on");
  Store store(line.store, Store::Open::kExisting);
  const Removal removal = plan_removal(store, command.paths.all(), command.ids);
  for (const std::string& unknown : removal.unknown) spdlog::error("{}", unknown);
  if (!removal.recordings.empty() || !removal.duplicates.empty()) {
    const std::string what = describe(removal, line.store);
    if (command.yes) spdlog::info("{}", what);
    if (!command.yes && !confirmed(what)) return kDone;
    remove_recordings(store, removal);
  }
  for (const std::string& path : removal.duplicates)
    if (!command.json) print_line("-\tremoved\t" + escape_control(path));
  for (const Recording& recording : removal.recordings) {
    const std::string path = recording.path.value_or(recording.name);
    if (command.json)
      print_json({{"id", recording.id}, {"path", path}, {"outcome", "removed"}});
    else
      print_line(std::to_string(recording.id) + "\tremoved\t" + escape_control(path));
  }
  return removal.unknown.empty() ? kDone : kSomeFailed;
}

int run(const CommandLine& line, IngestCommand& command) {
  command.options.validate();
  command.options.retry_failed = true;
  if (command.remove) return remove(line, command);
  if (!command.ids.empty()) throw UsageError("--id requires --remove");
  const bool adds = command.paths.given() || !command.from_store.empty();
  if (!adds && command.labels.empty()) throw UsageError("specify files or folders to ingest");
  if (!command.time_base.empty()) parse_time_base(command.time_base);
  const FileList files = command.paths.list(line.store);
  Store store(line.store, adds ? Store::Open::kCreate : Store::Open::kExisting);
  int64_t failed = command.from_store.empty() ? 0 : merge(store, command);
  Progress progress("ingest", static_cast<int64_t>(files.files.size()));
  ingest_files(store, files, command.options, [&](const IngestResult& result) {
    Progress::hide();
    print(result, command.json);
    if (result.outcome == Ingested::kSkipped) return;
    failed += !result.error.empty();
    progress.advance(!result.error.empty());
  });
  failed += add_labels(store, command);
  return failed > 0 ? kSomeFailed : kDone;
}

}  // namespace

void add_ingest(CLI::App& app, CommandLine& line) {
  const auto command = std::make_shared<IngestCommand>();
  CLI::App* sub = app.add_subcommand("ingest", "Register files and folders as recordings");
  sub->footer(
      "Options such as --time-expansion and --location also correct known recordings.\n"
      "Examples:\n"
      "  noctule ingest night/                      every sound file below night/\n"
      "  noctule ingest --owner ana --public a.wav  visible to all users\n"
      "  noctule ingest --time-expansion 10 a.wav   override the metadata\n"
      "  noctule ingest --from-store node3.db       merge another store into this one\n"
      "  noctule ingest --owner ana --labels *.txt  labels become ana's annotations\n"
      "  noctule ingest --remove night/ --yes       remove its recordings; keep the files\n"
      "  find . -name '*.wav' -print0 | noctule ingest --files-from - -0");
  command->paths.add_to(*sub);
  add_ingest_options(*sub, command->options);
  sub->add_option(
         "--from-store", command->from_store,
         "Merge another store: recordings, spectrograms, calls, annotations, identifications")
      ->type_name("OTHER.db");
  auto* labels = sub->add_option(
      "--labels", command->labels,
      "Add the labels in these files (Raven, Audacity, BatDetect2, AOEF, Kaleidoscope, "
      "noctule's CSV) as annotations of --owner");
  labels->type_name("FILE...");
  sub->add_option("--time-base", command->time_base,
                  "Times of the labels: true, or file (of a time-expanded file) [as the file "
                  "states, else true]")
      ->type_name("true|file");
  auto* remove_flag = sub->add_flag("--remove", command->remove,
                                    "Remove the recordings of PATH… or --id and all their "
                                    "data from the store");
  remove_flag->excludes(labels);
  sub->add_option("--id", command->ids, "Recordings to remove")
      ->check(whole_number(1, INT64_MAX))
      ->needs(remove_flag);
  sub->add_flag("--yes", command->yes, "Remove without confirmation")->needs(remove_flag);
  add_jobs_option(*sub, command->options.jobs);
  sub->add_flag("--json", command->json, "Print one JSON object per file on standard output");
  sub->callback([&line, command] { line.run = [&line, command] { return run(line, *command); }; });
}

}  // namespace noctule
