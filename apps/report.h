// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/atomic_file.h"
#include "pipeline/bulk.h"

namespace noctule {

/// The --report of bulk: one line per file, as JSON Lines or, if the name ends in .csv, as CSV with
/// a header; "-" is standard output. commit() publishes the file.
class Report {
 public:
  /// An empty `path` means no report. Throws UsageError if the target must not be overwritten: the
  /// store, an input, or a file that is not a report of this format.
  Report(const std::string& path, const std::vector<std::filesystem::path>& inputs,
         const std::filesystem::path& store);

  void add(const BulkResult& result);
  void commit();

 private:
  void write(const std::string& line);

  std::string path_;
  std::filesystem::path store_;
  bool csv_ = false;
  std::unique_ptr<AtomicFile> file_;
};

/// The --calls of bulk: one CSV line per listed call, with the columns recording_id, path and those
/// of kCallColumns. commit() publishes the file.
class CallTable {
 public:
  /// An empty `path` means no table. Throws like Report.
  CallTable(const std::string& path, const std::vector<std::filesystem::path>& inputs,
            const std::filesystem::path& store);

  void add(const BulkResult& result);
  void commit();

 private:
  std::string path_;
  std::filesystem::path store_;
  std::unique_ptr<AtomicFile> file_;
};

}  // namespace noctule
