// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/bulk.h"

#include <fstream>
#include <map>
#include <memory>

#include "command.h"
#include "core/error.h"
#include "core/log.h"
#include "core/progress.h"
#include "core/stop.h"
#include "pipeline/managed_files.h"

namespace noctule {
namespace {

struct BulkCommand {
  PathArguments paths;
  BulkOptions options;
  std::string shard;
  std::string report;
  bool dry_run = false;
};

/// One JSON object a recording, as they are done.
class Report {
 public:
  explicit Report(const std::string& path) : path_(path) {
    if (path.empty()) return;
    file_.open(path, std::ios::trunc);
    check();
  }

  void add(const BulkResult& result) {
    if (path_.empty()) return;
    nlohmann::json line = {{"path", result.path},
                           {"outcome", to_text(result.outcome)},
                           {"ms", result.ms},
                           {"bytes", result.bytes}};
    line["id"] = result.id > 0 ? nlohmann::json(result.id) : nlohmann::json();
    line["error"] = result.error.empty() ? nlohmann::json() : nlohmann::json(result.error);
    file_ << line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << std::endl;
    check();
  }

 private:
  void check() const {
    if (!file_)
      throw FatalError("cannot write the report " + path_ + "; check its folder and disk");
  }

  std::string path_;
  std::ofstream file_;
};

std::string summary(const std::map<Outcome, int64_t>& counts) {
  const auto count = [&](Outcome outcome) {
    const auto it = counts.find(outcome);
    return it == counts.end() ? 0 : it->second;
  };
  const int64_t made = count(Outcome::kRendered) + count(Outcome::kCompressed);
  std::string text = made + count(Outcome::kFailed) == 0
                         ? "nothing to do"
                         : std::to_string(count(Outcome::kRendered)) + " rendered";
  const auto add = [&](Outcome outcome, const char* what) {
    if (count(outcome) > 0) text += ", " + std::to_string(count(outcome)) + what;
  };
  add(Outcome::kCompressed, " compressed");
  add(Outcome::kFailed, " failed");
  add(Outcome::kStored, " stored already");
  add(Outcome::kFailedBefore, " skipped that failed before (--retry-failed tries them)");
  return text;
}

int list(const CommandLine& line, const BulkCommand& command,
         const std::vector<std::filesystem::path>& files) {
  for (const BulkState& state : list_states(line.store, files, command.options))
    print_line((state.id > 0 ? std::to_string(state.id) : "-") + "\t" + state.state + "\t" +
               state.path);
  return kDone;
}

int run(const CommandLine& line, BulkCommand& command) {
  BulkOptions& options = command.options;
  options.spectrogram.validate();
  options.ingest.validate();
  if (!command.shard.empty()) options.shard = Shard::parse(command.shard);
  const auto files = command.paths.files();
  if (command.dry_run) return list(line, command, files);

  Store store(line.store, command.paths.given() ? Store::Open::kCreate : Store::Open::kExisting);
  Report report(command.report);
  std::unique_ptr<Progress> progress;
  std::map<Outcome, int64_t> counts;
  BulkEvents events;
  events.start = [&](const char* stage, int64_t total) {
    progress = std::make_unique<Progress>(stage, total);
  };
  events.advance = [&](bool failed) { progress->advance(failed); };
  events.result = [&](const BulkResult& result) {
    ++counts[result.outcome];
    if (result.outcome == Outcome::kFailed) spdlog::error("{}", result.error);
    report.add(result);
  };
  const auto say = [&](const char* before) {
    progress.reset();
    spdlog::info("{}{}", before, summary(counts));
  };
  try {
    sweep_managed_files(store);
    run_bulk(store, command.paths.paths, files, options, events);
  } catch (const Interrupted&) {
    say("stopped: ");
    throw;
  } catch (const std::exception&) {
    say("broken off: ");
    throw;
  }
  say("");
  return counts[Outcome::kFailed] > 0 ? kSomeFailed : kDone;
}

}  // namespace

void add_bulk(CLI::App& app, CommandLine& line) {
  const auto command = std::make_shared<BulkCommand>();
  BulkOptions& options = command->options;
  CLI::App* sub = app.add_subcommand("bulk", "Draw every recording that lacks its spectrogram");
  sub->footer(
      "Examples:\n"
      "  noctule bulk night/                          ingest a folder and draw what is missing\n"
      "  noctule -q bulk night/ --export pictures/    from cron: JPEGs and JSON, no words\n"
      "  noctule bulk --dry-run                       each recording and its state\n"
      "  noctule bulk night/ --shard 0/4              a quarter of it (see scripts/slurm)");
  command->paths.add_to(*sub);
  add_jobs_option(*sub, options.jobs);
  sub->add_flag("--compressed", options.compressed, "The compressed forms too");
  sub->add_option("--export", options.export_folder,
                  "Write JPEGs and JSON sidecars there, folders mirrored")
      ->type_name("DIR");
  sub->add_flag("--force", options.force, "Draw again although stored");
  sub->add_flag("--retry-failed", options.retry_failed, "Try again what failed before");
  sub->add_flag("--dry-run", command->dry_run, "Only list each recording and its state");
  sub->add_option("--shard", command->shard, "Only one of N parts of the recordings")
      ->type_name("I/N");
  sub->add_option("--limit", options.limit, "Draw at most so many")->check(CLI::NonNegativeNumber);
  sub->add_option("--report", command->report, "Write a JSON line a recording")
      ->type_name("FILE.jsonl");
  sub->add_option("--channel", options.spectrogram.source.channel,
                  "Take this channel, from 1 (else the mean)")
      ->check(CLI::Range(1, 1024))
      ->group("Spectrogram");
  add_spectrogram_options(*sub, options.spectrogram);
  add_ingest_options(*sub, options.ingest);
  sub->callback([&line, command] { line.run = [&line, command] { return run(line, *command); }; });
}

}  // namespace noctule
