// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <fstream>
#include <iostream>
#include <thread>

#include "audio/metadata.h"
#include "command.h"
#include "core/atomic_file.h"
#include "core/error.h"
#include "core/json_text.h"
#include "core/log.h"
#include "pipeline/parameters.h"
#include "usage_errors.h"

namespace noctule {
namespace {

std::string option_name(const Parameter& parameter) {
  std::string name = std::string("--") + parameter.name;
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

bool is_of_source(const Parameter& parameter) {
  const std::string_view name = parameter.name;
  return name == "channel" || name == "time_expansion";
}

void add_parameter(CLI::App& command, const Parameter& parameter, SpectrogramOptions& options) {
  const std::string name = option_name(parameter);
  const auto set = [&parameter, &options, name](const std::string& value) {
    try {
      parameter.set(options, value);
    } catch (const UsageError& error) {
      throw CLI::ValidationError(name, error.what());
    }
  };
  CLI::Option* option =
      std::string_view(parameter.placeholder).empty()
          ? command.add_flag_callback(
                name, [set] { set("true"); }, parameter.description)
          : command.add_option_function<std::string>(name, set, parameter.description)
                ->type_name(parameter.placeholder)
                ->default_str(parameter.default_value);
  option->group("Spectrogram");
}

}  // namespace

void add_spectrogram_options(CLI::App& command, SpectrogramOptions& options) {
  for (const Parameter& parameter : parameters())
    if (!is_of_source(parameter)) add_parameter(command, parameter, options);
}

void add_source_options(CLI::App& command, SpectrogramOptions& options) {
  for (const Parameter& parameter : parameters())
    if (is_of_source(parameter)) add_parameter(command, parameter, options);
}

void add_ingest_options(CLI::App& command, IngestOptions& options) {
  const auto add = [&](const char* name, auto& field, const char* description) {
    return command.add_option(name, field, description)->group("Recordings");
  };
  add("--owner", options.owner, "User who owns the recordings [local]");
  command
      .add_flag_function(
          "--public,!--private",
          [&options](int64_t count) {
            if (count == 0) throw CLI::ExcludesError("--public", "--private");
            options.is_public = count > 0;
          },
          "Make recordings visible to all users, or only to their owner (default for new ones)")
      ->group("Recordings");
  add("--name", options.name, "Name (default: from the file name)");
  add("--recorded-date", options.recorded_date, "Recording date, or date and time")
      ->type_name("YYYY-MM-DD");
  add("--zone", options.zone, "Time zone of dates that state none, e.g. +02:00 or Europe/Berlin")
      ->type_name("ZONE");
  add("--equipment", options.equipment, "Recorder and microphone");
  add("--comments", options.comments, "Comments");
  command
      .add_option_function<std::string>(
          "--location",
          [&options](const std::string& text) {
            options.location = parse_position(text);
            if (!options.location)
              throw CLI::ValidationError(
                  "--location", "'" + text + "' is not a position; write LAT,LON in degrees");
          },
          "Recording location in degrees")
      ->type_name("LAT,LON")
      ->group("Recordings");
  add("--grts-cell", options.grts_cell, "NABat GRTS cell");
  add("--time-expansion", options.time_expansion,
      "True rate / header rate (default: from the metadata)");
  command.add_flag("--copy", options.copy, "Keep copies of the files beside the store")
      ->group("Recordings");
}

void add_jobs_option(CLI::App& command, int& jobs) {
  jobs = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  command.add_option("-j,--jobs", jobs, "Number of threads [one per core]")
      ->check(whole_number(1, 1024));
}

void PathArguments::add_to(CLI::App& command) {
  command.add_option("PATH", paths, "Sound files and folders");
  auto* list = command.add_option("--files-from", files_from,
                                  "Read paths from a file, or - for standard input");
  list->type_name("FILE|-");
  command.add_flag("-0,--null", nul_separated, "Read a list of NUL-terminated paths")->needs(list);
}

std::vector<std::filesystem::path> PathArguments::all() const {
  std::vector<std::filesystem::path> all = paths;
  if (files_from.empty()) return all;
  std::ifstream file;
  std::error_code ignored;
  if (files_from != "-" && !std::filesystem::is_directory(files_from, ignored))
    file.open(files_from);
  std::istream& list = files_from == "-" ? std::cin : file;
  if (files_from != "-" && !file.is_open())
    throw RecordingError("cannot read the list " + files_from + "; check the path");
  for (std::string path; std::getline(list, path, nul_separated ? '\0' : '\n');) {
    if (!nul_separated && path.ends_with('\r')) path.pop_back();
    if (!path.empty()) all.emplace_back(path);
  }
  return all;
}

FileList PathArguments::list(const std::filesystem::path& store) const {
  return list_files(all(), store);
}

void print_line(const std::string& line) { write_stdout(line + "\n"); }

void print_json(const nlohmann::json& object) { print_line(json_text(object)); }

void WarningLog::add(const std::string& path, const std::vector<std::string>& warnings) {
  for (const std::string& warning : warnings) {
    auto& [first, count] = paths_[warning];
    if (count++ == 0) first = path;
  }
}

void WarningLog::write() {
  for (const auto& [warning, files] : paths_) {
    const auto& [first, count] = files;
    if (count == 1)
      spdlog::warn("{}: {}", first, warning);
    else
      spdlog::warn("{} and {} more: {}", first, count - 1, warning);
  }
  paths_.clear();
}

}  // namespace noctule
