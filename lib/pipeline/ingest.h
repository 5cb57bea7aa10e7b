// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/recordings.h"

namespace noctule {

/// How files become recordings. What is given here wins over what the files say.
struct IngestOptions {
  std::optional<std::string> owner;  ///< user name; "local" for new recordings without one
  bool is_public = false;
  std::optional<std::string> name;  ///< else the file's
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
};

enum class Ingested { kAdded, kKnown, kRelinked, kFailed, kStillFailed };
const char* to_text(Ingested outcome);

struct IngestResult {
  std::filesystem::path path;
  Ingested outcome = Ingested::kKnown;
  Id id = 0;          ///< where it did not fail
  std::string error;  ///< where it did: one line, naming the file
};

/// Files and, recursively, the sound files in folders (by extension, in any case), sorted within
/// each. A path that is neither is listed as it is, to fail by name.
std::vector<std::filesystem::path> list_sound_files(
    const std::vector<std::filesystem::path>& paths);

/// Reads one file into a row, apart from its owner. Throws RecordingError.
Recording describe_file(const std::filesystem::path& path, const IngestOptions& options);

/// Adds a described recording, or relinks the one with its contents where that one's file is gone.
IngestResult register_recording(Store& store, const std::filesystem::path& path,
                                Recording recording, const IngestOptions& options);

/// Registers each file; `report` is called once a file, on this thread. A file known by path, size
/// and time is not read again. Throws FatalError for the store, Interrupted when asked to stop.
void ingest_files(Store& store, const std::vector<std::filesystem::path>& files,
                  const IngestOptions& options,
                  const std::function<void(const IngestResult&)>& report);

}  // namespace noctule
