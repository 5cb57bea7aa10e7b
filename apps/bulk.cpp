// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/bulk.h"

#include <memory>

#include "bulk_reporter.h"
#include "command.h"
#include "core/error.h"
#include "core/log.h"
#include "core/output_guard.h"
#include "core/paths.h"
#include "core/render_threads.h"
#include "core/stop.h"
#include "core/text.h"
#include "pipeline/managed_files.h"
#include "pipeline/output_files.h"
#include "usage_errors.h"

namespace noctule {
namespace {

namespace fs = std::filesystem;

struct BulkCommand {
  PathArguments paths;
  BulkOptions options;
  std::string shard;
  BulkOutputs outputs;
  std::string export_formats, time_base;
  bool dry_run = false;
};

/// --dry-run: lists recordings and their states.
int list(const CommandLine& line, const BulkCommand& command) {
  if (!command.paths.given() && !std::filesystem::exists(line.store))
    throw FatalError("no store at " + line.store.string() + "; specify one with --store");
  FileList files;
  if (command.paths.given()) files = command.paths.list(line.store);
  int failed = 0;
  // Paths given by name that do not exist.
  std::erase_if(files.files, [&](const std::filesystem::path& path) {
    std::error_code error;
    if (std::filesystem::exists(path, error)) return false;
    spdlog::error("{}: no such file; check the path", path.string());
    ++failed;
    return true;
  });
  for (const UnusedFile& file : files.failed) spdlog::error("{}", file.reason);
  failed += static_cast<int>(files.failed.size());
  for (const BulkState& state : list_states(line.store, files, command.options))
    print_line((state.id > 0 ? std::to_string(state.id) : "-") + "\t" + state.state + "\t" +
               escape_control(state.path));
  return failed > 0 ? kSomeFailed : kDone;
}

/// Why a value of --export-format is invalid; empty if it is valid.
std::string export_format_list(const std::string& list) {
  try {
    parse_export_formats(list);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

/// --export-format and --time-base.
void read_export_options(const BulkCommand& command, BulkOptions& options) {
  if (!command.export_formats.empty())
    options.exported.formats = parse_export_formats(command.export_formats);
  if (!command.time_base.empty()) options.exported.time_base = parse_time_base(command.time_base);
  if (!options.export_folder && !(command.export_formats + command.time_base).empty())
    throw UsageError("--export-format and --time-base need --export DIR");
}

bool lies_in(const fs::path& path, const fs::path& folder) {
  return (link_target(path) / "").string().starts_with((link_target(folder) / "").string());
}

/// Rejects an --export that is not a folder.
void check_export(const fs::path& folder) {
  std::error_code error;
  const auto status = fs::status(folder, error);
  if (fs::exists(status) && !fs::is_directory(status))
    throw UsageError("--export " + folder.string() + " is not a folder");
}

/// Rejects outputs that would overwrite others, before any work starts.
void check_targets(const BulkCommand& command) {
  const auto& [report, calls, night_strip] = command.outputs;
  if (calls == "-") throw UsageError("--calls needs a file name, e.g. --calls calls.csv");
  const auto collide = [](const std::string& a, const std::string& b) {
    return !a.empty() && !b.empty() && same_place(a, b);
  };
  if (collide(report, calls) || collide(report, night_strip) || collide(calls, night_strip))
    throw UsageError("--report, --calls and --night-strip need different files");
  if (!night_strip.empty() && lower_case(fs::path(night_strip).extension()) != ".png")
    throw UsageError("--night-strip needs the name of a .png file, not " + night_strip);
  if (!command.options.export_folder) return;
  check_export(*command.options.export_folder);
  for (const std::string& output : {report, calls, night_strip})
    if (!output.empty() && lies_in(output, *command.options.export_folder) &&
        is_export_name(fs::path(output).filename().string()))
      throw UsageError(output + " may be a file of --export; name another output");
}

int run(const CommandLine& line, BulkCommand& command) {
  BulkOptions& options = command.options;
  options.spectrogram.validate();
  options.ingest.validate();
  read_export_options(command, options);
  if (!command.shard.empty()) options.shard = Shard::parse(command.shard);
  if (command.dry_run) {
    const auto& [report, calls, night_strip] = command.outputs;
    if (options.export_folder || !(report + calls + night_strip).empty())
      spdlog::warn(
          "--dry-run writes no files: --export, --report, --calls and --night-strip are ignored");
    return list(line, command);
  }
  set_render_threads(options.jobs);
  check_targets(command);
  if (options.export_folder) make_folder(*options.export_folder);
  std::optional<FileList> files;
  if (command.paths.given())
    files = command.paths.list(line.store);
  else if (options.ingest.any_correction())
    spdlog::warn("options for recordings apply to PATH…; no PATH is given, so they change nothing");

  const auto inputs = files ? files->files : std::vector<fs::path>();
  BulkReporter reporter(command.outputs, inputs, line.store);
  Store store(line.store, files ? Store::Open::kCreate : Store::Open::kExisting);
  try {
    if (!store.read_only()) sweep_managed_files(store);
    run_bulk(store, command.paths.paths, std::move(files), options, reporter.events());
  } catch (const Interrupted&) {
    reporter.finish("stopped: ");
    throw;
  } catch (const UsageError&) {
    throw;
  } catch (const std::exception&) {
    reporter.finish("aborted: ");
    throw;
  }
  return reporter.finish(store) > 0 ? kSomeFailed : kDone;
}

void add_output_options(CLI::App& sub, BulkCommand& command) {
  sub.add_flag("--compressed", command.options.compressed,
               "Export the compressed spectrograms too");
  sub.add_option("--export", command.options.export_folder,
                 "Write JPEGs and JSON sidecars to DIR, mirroring the folders")
      ->type_name("DIR");
  sub.add_option("--export-format", command.export_formats,
                 "What to write there: jpg, json, raven, audacity, csv, aoef, kaleidoscope, guano, "
                 "npy, crops, png, pdf [jpg,json]")
      ->check(export_format_list)
      ->type_name("LIST");
  sub.add_option("--time-base", command.time_base,
                 "Times of exported calls and annotations: true, or file (of a time-expanded file) "
                 "[true]")
      ->type_name("true|file");
  sub.add_option("--report", command.outputs.report,
                 "Write one line per file: CSV if FILE ends in .csv, else JSON")
      ->type_name("FILE|-");
  sub.add_option("--calls", command.outputs.calls, "Write a table of all calls as CSV")
      ->type_name("FILE.csv");
  sub.add_option("--night-strip", command.outputs.night_strip,
                 "Write a PNG timeline of each site and night, coloured by verdict")
      ->type_name("FILE.png");
}

}  // namespace

void add_bulk(CLI::App& app, CommandLine& line) {
  const auto command = std::make_shared<BulkCommand>();
  BulkOptions& options = command->options;
  CLI::App* sub = app.add_subcommand("bulk", "Draw every recording that lacks a spectrogram");
  sub->footer(
      "Examples:\n"
      "  noctule bulk night/                          ingest a folder and draw what is missing\n"
      "  noctule -q bulk night/ --export pictures/    for cron: JPEGs and JSON, quiet\n"
      "  noctule bulk --export out/ --export-format raven,csv   calls and annotations\n"
      "  noctule bulk --dry-run                       each recording and its state\n"
      "  noctule bulk night/ --shard 0/4              the first of four parts (see scripts/slurm)");
  command->paths.add_to(*sub);
  add_jobs_option(*sub, options.jobs);
  sub->add_flag("--force", options.force, "Redraw spectrograms that are already stored");
  sub->add_flag("--retry-failed", options.retry_failed, "Retry recordings that failed before");
  sub->add_flag("--dry-run", command->dry_run, "List each recording and its state, draw nothing");
  sub->add_option("--shard", command->shard, "Draw only part I of N of the recordings (from 0)")
      ->type_name("I/N");
  sub->add_option("--limit", options.limit, "Draw at most N recordings")
      ->type_name("N")
      ->check(whole_number(0, INT64_MAX));
  add_output_options(*sub, *command);
  sub->add_option("--channel", options.spectrogram.source.channel,
                  "Use this channel, from 1 (default: mean)")
      ->check(whole_number(1, 1024))
      ->group("Spectrogram");
  add_spectrogram_options(*sub, options.spectrogram);
  add_ingest_options(*sub, options.ingest);
  sub->callback([&line, command] { line.run = [&line, command] { return run(line, *command); }; });
}

}  // namespace noctule
