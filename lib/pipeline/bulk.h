// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/bulk_result.h"
#include "pipeline/ingest.h"
#include "pipeline/options.h"
#include "pipeline/shard.h"

namespace noctule {

struct BulkOptions {
  SpectrogramOptions spectrogram;
  IngestOptions ingest;
  bool compressed = false;  ///< export the compressed pictures too
  std::optional<std::filesystem::path> export_folder;
  bool force = false;         ///< render again although stored
  bool retry_failed = false;  ///< try again what failed before and has not changed
  std::optional<Shard> shard;
  std::optional<int64_t> limit;  ///< recordings to render at most
  int jobs = 1;
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
