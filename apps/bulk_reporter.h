// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "command.h"
#include "core/progress.h"
#include "pipeline/bulk.h"
#include "report.h"

namespace noctule {

/// Paths of the files that `bulk` writes about a run; those that are empty are not written.
struct BulkOutputs {
  std::string report, calls, night_strip;
};

/// Shows the progress of `bulk` and records its results.
class BulkReporter {
 public:
  /// Throws UsageError if an output would replace an input, the store or a file of another kind.
  BulkReporter(BulkOutputs outputs, const std::vector<std::filesystem::path>& inputs,
               const std::filesystem::path& store);

  BulkEvents events();
  /// For a run that ended early: writes the files so far and logs the summary, preceded by
  /// `reason`.
  void finish(const std::string& reason);
  /// Writes the files and logs a summary; returns the number of failures.
  int64_t finish(Store& store);

 private:
  void add(const BulkResult& result);
  void commit(const std::string& text);
  std::string summary(bool complete) const;

  BulkOutputs outputs_;
  Report report_;
  CallTable calls_;
  std::unique_ptr<Progress> progress_;
  std::map<Outcome, int64_t> counts_;
  WarningLog warnings_;
  std::vector<Id> recordings_;
};

}  // namespace noctule
