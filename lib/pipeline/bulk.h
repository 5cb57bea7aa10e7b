// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/ingest.h"
#include "pipeline/options.h"
#include "store/store.h"

namespace noctule {

/// One of `count` parts of the recordings. Parts 0 … count−1 and 1 … count are the same ones.
struct Shard {
  int64_t index = 0;
  int64_t count = 1;

  /// "I/N"; throws UsageError.
  static Shard parse(const std::string& text);
  /// Whether the part holds this file: by a hash of its absolute path, the same everywhere.
  bool holds(const std::string& path) const;
};

struct BulkOptions {
  SpectrogramOptions spectrogram;
  IngestOptions ingest;
  bool compressed = false;  ///< make the compressed forms too
  std::optional<std::filesystem::path> export_folder;
  bool force = false;         ///< render again although stored
  bool retry_failed = false;  ///< try again what failed before and has not changed
  std::optional<Shard> shard;
  std::optional<int64_t> limit;  ///< recordings to render at most
  int jobs = 1;
};

enum class Outcome {
  kRendered,
  kCompressed,
  kStored,
  kDuplicate,  ///< a further file with a recording's contents
  kSkipped,    ///< met in a folder, and cannot be a recording
  kFailed,
  kFailedBefore
};
const char* to_text(Outcome outcome);

/// What became of one recording, or of one file that did not become one.
struct BulkResult {
  Id id = 0;  ///< 0 for a file that could not be ingested
  std::string path;
  Outcome outcome = Outcome::kStored;
  double ms = 0;
  int64_t bytes = 0;
  std::string error;  ///< why it failed or was skipped
  std::vector<std::string> warnings;
  std::string duplicate_of;  ///< path of the recording, for its duplicates
  double duration_ms = 0;    ///< 0: unknown
};

/// Who is told what happens, all on the calling thread.
struct BulkEvents {
  std::function<void(const char* stage, int64_t total)> start;  ///< "ingest" or "render"
  std::function<void(bool failed)> advance;                     ///< one more of the stage
  std::function<void(const BulkResult&)> result;                ///< once for every file met
};

/// The files of PATH… become recordings (`roots`, PATH… as given, are for mirroring folders); then
/// every recording that lacks a spectrogram gets one. A recording that cannot be rendered or
/// exported is a result; throws FatalError for store and disk, Interrupted when asked to stop.
/// What was committed until then is kept.
void run_bulk(Store& store, const std::vector<std::filesystem::path>& roots,
              std::optional<FileList> files, const BulkOptions& options, const BulkEvents& events);

/// What run_bulk() would look at, changing nothing: the state is the date of the spectrogram, "not
/// computed", or the failure.
struct BulkState {
  Id id = 0;  ///< 0 for a file that is not ingested yet
  std::string path;
  std::string state;
};
std::vector<BulkState> list_states(const std::filesystem::path& store, const FileList& files,
                                   const BulkOptions& options);

}  // namespace noctule
