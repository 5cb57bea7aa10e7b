// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/atomic_file.h"
#include "pipeline/bulk.h"

namespace noctule {

/// The --report of bulk: one line for every file met, as JSON Lines or, for a name that ends in
/// .csv, as CSV with a header; "-" is standard output. A file appears at commit().
class Report {
 public:
  /// `path` may be empty: no report. Throws UsageError where the target must not be overwritten:
  /// the store, an input, or a file that is no report of this format.
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

/// The --calls of bulk: a CSV line for every listed call, with columns recording_id, path and those
/// of kCallColumns. The file appears at commit().
class CallTable {
 public:
  /// `path` may be empty: no table. Throws as Report does.
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
