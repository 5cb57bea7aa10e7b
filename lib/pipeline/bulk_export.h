// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/bulk.h"
#include "pipeline/export.h"

namespace noctule {

/// Reports the recordings of a bulk run that have a spectrogram, after exporting them if the run
/// exports. What cannot be exported is reported as failed; its spectrogram stays stored.
class BulkExport {
 public:
  /// `exporter`: null if nothing is exported.
  BulkExport(Store& store, const RenderKey& key, Exporter* exporter, const BulkOptions& options,
             const BulkEvents& events);

  /// Whether compressed images are exported that differ from the stored ones.
  bool draws_compressed() const;
  /// Writes the files that are made from the samples of a recording just rendered; returns why they
  /// could not be written. Runs on any thread.
  std::string write_data(const Recording& recording, const Rendering& rendering) const;

  /// A recording just rendered and stored. `data_error` is what write_data() returned.
  void report_rendered(BulkResult result, const Recording& recording,
                       const Spectrogram& spectrogram, ExportedImages images,
                       const std::string& data_error);
  /// Recordings that need no rendering. Files made from the samples are written on threads.
  void report_settled(std::vector<BulkResult> results);

 private:
  struct Settled {
    BulkResult result;
    std::optional<DataJob> job;
    std::string data_error;
  };

  bool has_data() const { return exporter_ != nullptr && exporter_->has_data(); }
  Settled settle(BulkResult result);
  void write_data(Settled& settled) const;
  void report(Settled settled);
  void export_stored(BulkResult& result, const std::string& data_error);
  ExportedImages stored_images(const Recording& recording, const Spectrogram& spectrogram);
  void export_one(BulkResult& result, const Recording& recording, const Spectrogram& spectrogram,
                  const std::function<ExportedImages()>& images, const std::string& data_error);

  Store& store_;
  RenderKey key_;
  Exporter* exporter_;
  const BulkOptions& options_;
  const BulkEvents& events_;
};

}  // namespace noctule
