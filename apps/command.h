// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "pipeline/ingest.h"
#include "pipeline/options.h"
#include "store/store.h"

namespace noctule {

/// Exit codes that scripts rely on.
enum Exit { kDone = 0, kSomeFailed = 1, kUsage = 2, kNothingDone = 3 };

/// What all commands share, and the one that parsing chose.
struct CommandLine {
  std::filesystem::path store;
  std::function<int()> run;  ///< set by the subcommand; called once parsing is over
};

/// Each adds its subcommand. Parsing opens no file.
void add_ingest(CLI::App& app, CommandLine& line);
void add_render(CLI::App& app, CommandLine& line);
void add_compress(CLI::App& app, CommandLine& line);
void add_bulk(CLI::App& app, CommandLine& line);
void add_serve(CLI::App& app, CommandLine& line);
void add_token(CLI::App& app, CommandLine& line);

/// Options shared by several commands.
void add_spectrogram_options(CLI::App& command, SpectrogramOptions& options);
void add_source_options(CLI::App& command, SourceOptions& options);
void add_ingest_options(CLI::App& command, IngestOptions& options);
void add_jobs_option(CLI::App& command, int& jobs);

/// Paths given on the command line or in a list (`--files-from`, one a line or NUL-separated).
struct PathArguments {
  std::vector<std::filesystem::path> paths;
  std::string files_from;
  bool nul_separated = false;

  void add_to(CLI::App& command);
  bool given() const { return !paths.empty() || !files_from.empty(); }
  /// The paths as given, with those of the list.
  std::vector<std::filesystem::path> all() const;
  /// The same with folders gone through; copies that the store keeps are left out.
  FileList list(const std::filesystem::path& store) const;
};

/// Warnings about files, written to the log at the end: one line for those that say the same.
class WarningLog {
 public:
  void add(const std::string& path, const std::vector<std::string>& warnings);
  void write();

 private:
  std::map<std::string, std::pair<std::string, int64_t>> paths_;  ///< warning → first file, count
};

/// One result on standard output: a line of text, control characters in file names escaped by the
/// caller, or of JSON.
void print_line(const std::string& line);
void print_json(const nlohmann::json& object);

}  // namespace noctule
