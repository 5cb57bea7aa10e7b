// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <vector>

#include "pipeline/file_list.h"
#include "pipeline/ingest_options.h"
#include "pipeline/ingest_result.h"
#include "store/store.h"

namespace noctule {

/// Throws UsageError if a time expansion given for all these files is impossible for one of them.
void check_time_expansion(const std::vector<std::filesystem::path>& files, double factor);

/// Registers each file, and corrects known recordings to the values in the options. `report` is
/// called once per file, on this thread. A file with known path, size and modification time is not
/// read again. Throws FatalError if the store fails, UsageError if the options are impossible for a
/// file, Interrupted when asked to stop.
void ingest_files(Store& store, const FileList& files, const IngestOptions& options,
                  const std::function<void(const IngestResult&)>& report);

}  // namespace noctule
