// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "exchange/label.h"
#include "store/store.h"

namespace noctule {

struct LabelOptions {
  std::string owner = "local";        ///< the user whose annotations the labels become
  std::optional<TimeBase> time_base;  ///< default: what the file or its name says, else true time
};

/// Outcome for one label file. A file with an error has changed nothing.
struct LabelResult {
  std::filesystem::path path;
  const char* format = "";
  int64_t added = 0;
  int64_t known = 0;                         ///< annotations that the owner had already
  std::map<std::string, int64_t> unmatched;  ///< why, naming the recording → number of labels
  std::map<std::string, int64_t> unknown_species;  ///< kept as comments → number of labels
  std::string error;                               ///< one line, naming the file
};

/// Reads label files (exchange/label_file.h) and adds their labels as annotations of the
/// recordings that they name. Labels that the owner's annotations already contain are not added
/// again. `report` is called once per file. Throws FatalError if the store fails, Interrupted when
/// asked to stop.
void ingest_labels(Store& store, const std::vector<std::filesystem::path>& files,
                   const LabelOptions& options,
                   const std::function<void(const LabelResult&)>& report);

}  // namespace noctule
