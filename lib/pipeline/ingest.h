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

/// Options for ingesting files. Values given here override the files' metadata.
struct IngestOptions {
  std::optional<std::string> owner;  ///< user name; "local" for new recordings without one
  std::optional<bool> is_public;     ///< new recordings without it are private
  std::optional<std::string> name;   ///< default: the file's name
  std::optional<std::string> recorded_date, equipment, comments;
  bool keep_own_date = false;            ///< use recorded_date only for files without a date
  std::optional<std::string> file_name;  ///< name given by the recorder; default: the path's
  std::optional<std::pair<double, double>> location;  ///< latitude, longitude
  std::optional<std::string> zone;  ///< time zone of dates that state none, see time_zone.h
  std::optional<int64_t> grts_cell;
  std::optional<double> time_expansion;
  const char* given_by = "command line";  ///< source of the values above; "request" over HTTP
  bool copy = false;                      ///< keep a copy beside the store, and use that
  bool retry_failed = false;              ///< retry files that failed before even if unchanged
  int jobs = 1;

  /// Throws UsageError naming the first invalid value.
  void validate() const;
  /// Whether any field is given that could correct a known recording.
  bool any_correction() const;
};

enum class Ingested { kAdded, kKnown, kCorrected, kRelinked, kSkipped, kFailed, kStillFailed };
const char* to_text(Ingested outcome);

/// Outcome for one file.
struct IngestResult {
  std::filesystem::path path;
  Ingested outcome = Ingested::kKnown;
  Id id = 0;          ///< 0 if there is no recording
  std::string error;  ///< why it failed or was skipped: one line, naming the file where it failed
  std::string duplicate_of;           ///< the recording's own file, if this is another one
  std::vector<std::string> warnings;  ///< of a file that was read in this run
};

/// Reads one file into a row, except its owner. Throws RecordingError, or UsageError if the options
/// are impossible for this file.
Recording describe_file(const std::filesystem::path& path, const IngestOptions& options);

/// The warnings that describe_file() stored in a recording's metadata: one line each, without the
/// file name.
std::vector<std::string> warnings_in(const std::string& metadata);

/// Adds a described recording, or relinks the one with the same contents if that one's file is
/// gone.
IngestResult register_recording(Store& store, const std::filesystem::path& path,
                                Recording recording, const IngestOptions& options);

/// Throws UsageError if a time expansion given for all these files is impossible for one of them.
void check_time_expansion(const std::vector<std::filesystem::path>& files, double factor);

/// Registers each file, and corrects known recordings to the values in the options. `report` is
/// called once per file, on this thread. A file with known path, size and modification time is not
/// read again. Throws FatalError if the store fails, UsageError if the options are impossible for a
/// file, Interrupted when asked to stop.
void ingest_files(Store& store, const FileList& files, const IngestOptions& options,
                  const std::function<void(const IngestResult&)>& report);

}  // namespace noctule
