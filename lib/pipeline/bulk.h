// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/bulk_result.h"
#include "pipeline/export_formats.h"
#include "pipeline/file_list.h"
#include "pipeline/ingest_options.h"
#include "pipeline/options.h"
#include "pipeline/shard.h"

namespace noctule {

struct BulkOptions {
  SpectrogramOptions spectrogram;
  IngestOptions ingest;
  bool compressed = false;  ///< export the compressed images too
  std::optional<std::filesystem::path> export_folder;
  ExportOptions exported;     ///< what is written there
  bool force = false;         ///< render again even if stored
  bool retry_failed = false;  ///< retry what failed before even if unchanged
  std::optional<Shard> shard;
  std::optional<int64_t> limit;  ///< maximum number of recordings to render
  int jobs = 1;
};

/// Ingests `files`, then renders every recording that lacks a spectrogram. `roots` are the PATH
/// arguments, whose folders the export mirrors. A recording that cannot be rendered or exported is
/// reported as a result. Throws FatalError if the store or disk fails, Interrupted when asked to
/// stop; what was committed until then is kept.
void run_bulk(Store& store, const std::vector<std::filesystem::path>& roots,
              std::optional<FileList> files, const BulkOptions& options, const BulkEvents& events);

/// Dry run: what run_bulk() would process. The state is the date of the spectrogram, "not
/// computed", or the failure.
struct BulkState {
  Id id = 0;  ///< 0 for a file that is not ingested yet
  std::string path;
  std::string state;
};
std::vector<BulkState> list_states(const std::filesystem::path& store, const FileList& files,
                                   const BulkOptions& options);

}  // namespace noctule
