// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/file_list.h"
#include "store/recordings.h"

namespace noctule {

/// How files become recordings. What is given here wins over what the files say.
struct IngestOptions {
  std::optional<std::string> owner;  ///< user name; "local" for new recordings without one
  std::optional<bool> is_public;     ///< new recordings without it are private
  std::optional<std::string> name;   ///< else the file's
  std::optional<std::string> recorded_date, equipment, comments;
  bool keep_own_date = false;            ///< recorded_date is for files that say none themselves
  std::optional<std::string> file_name;  ///< what the recorder called it, else the path's
  std::optional<std::pair<double, double>> location;  ///< latitude, longitude
  std::optional<int64_t> grts_cell;
  std::optional<double> time_expansion;
  bool copy = false;          ///< keep a copy beside the store, and use that
  bool retry_failed = false;  ///< try files again that failed before and have not changed
  int jobs = 1;

  /// Throws UsageError naming the first value that cannot be.
  void validate() const;
  /// Whether anything is given that a known recording would be corrected to.
  bool any_correction() const;
};

enum class Ingested { kAdded, kKnown, kCorrected, kRelinked, kSkipped, kFailed, kStillFailed };
const char* to_text(Ingested outcome);

/// What became of one file.
struct IngestResult {
  std::filesystem::path path;
  Ingested outcome = Ingested::kKnown;
  Id id = 0;          ///< where it is a recording
  std::string error;  ///< why it failed or was skipped: one line, naming the file where it failed
  std::string duplicate_of;           ///< the recording's own file, where this is another one
  std::vector<std::string> warnings;  ///< of a file that was read in this run
};

/// Reads one file into a row, apart from its owner. Throws RecordingError; UsageError where the
/// options cannot be true of it.
Recording describe_file(const std::filesystem::path& path, const IngestOptions& options);

/// The warnings that describe_file() put into a recording's metadata: lines without the file's
/// name.
std::vector<std::string> warnings_in(const std::string& metadata);

/// Adds a described recording, or relinks the one with its contents where that one's file is gone.
IngestResult register_recording(Store& store, const std::filesystem::path& path,
                                Recording recording, const IngestOptions& options);

/// Throws UsageError where a time expansion given for all these files cannot be true of one.
void check_time_expansion(const std::vector<std::filesystem::path>& files, double factor);

/// Registers each file, and corrects known recordings to what the options give; `report` is called
/// once a file, on this thread. A file known by path, size and time is not read again. Throws
/// FatalError for the store, UsageError for options that cannot be true of a file, Interrupted when
/// asked to stop.
void ingest_files(Store& store, const FileList& files, const IngestOptions& options,
                  const std::function<void(const IngestResult&)>& report);

}  // namespace noctule
