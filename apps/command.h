// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "pipeline/file_list.h"
#include "pipeline/ingest_options.h"
#include "pipeline/options.h"
#include "store/store.h"

namespace noctule {

/// Exit codes that scripts rely on.
enum Exit { kDone = 0, kSomeFailed = 1, kUsage = 2, kFatal = 3 };

/// Options shared by all commands, and the command that was selected.
struct CommandLine {
  std::filesystem::path store;
  std::function<int()> run;  ///< set by the subcommand; called after parsing
};

/// Each adds its subcommand. Parsing does not open any file.
void add_ingest(CLI::App& app, CommandLine& line);
void add_render(CLI::App& app, CommandLine& line);
void add_compress(CLI::App& app, CommandLine& line);
void add_bulk(CLI::App& app, CommandLine& line);
void add_serve(CLI::App& app, CommandLine& line);
void add_token(CLI::App& app, CommandLine& line);

/// Options shared by several commands.
void add_spectrogram_options(CLI::App& command, SpectrogramOptions& options);
void add_source_options(CLI::App& command, SpectrogramOptions& options);
void add_ingest_options(CLI::App& command, IngestOptions& options);
void add_jobs_option(CLI::App& command, int& jobs);

/// Paths given on the command line or in a list (`--files-from`, one per line or NUL-separated).
struct PathArguments {
  std::vector<std::filesystem::path> paths;
  std::string files_from;
  bool nul_separated = false;

  void add_to(CLI::App& command);
  bool given() const { return !paths.empty() || !files_from.empty(); }
  /// All paths: the arguments, then those in the list.
  std::vector<std::filesystem::path> all() const;
  /// The same with folders searched, without the copies that the store keeps.
  FileList list(const std::filesystem::path& store) const;
};

/// Collects warnings about files; write() logs each distinct warning once.
class WarningLog {
 public:
  void add(const std::string& path, const std::vector<std::string>& warnings);
  void write();

 private:
  std::map<std::string, std::pair<std::string, int64_t>> paths_;  ///< warning → first file, count
};

/// Writes one result to standard output: a line of text (the caller escapes control characters in
/// file names) or of JSON.
void print_line(const std::string& line);
void print_json(const nlohmann::json& object);

}  // namespace noctule
