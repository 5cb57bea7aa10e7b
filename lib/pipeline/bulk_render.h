// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/bulk_export.h"
#include "pipeline/bulk_plan.h"
#include "pipeline/bulk_queue.h"
#include "store/store_watch.h"

namespace noctule {

/// Second half of a bulk run: renders pending recordings on threads, stores and exports the
/// results.
class BulkRender {
 public:
  /// `exporter`: null if nothing is exported.
  BulkRender(Store& store, const RenderKey& key, BulkPlan plan, Exporter* exporter,
             const BulkOptions& options, const BulkEvents& events);

  void run();

 private:
  /// Result of rendering a recording on a thread.
  struct Rendered {
    Recording recording;
    std::optional<Rendering> rendering;
    std::optional<CompressedImages> compressed;  ///< to be exported, if not the stored one
    double ms = 0;
    std::string error;
    std::string data_error;  ///< why files could not be made from the samples
    bool readable = true;    ///< whether the file could be opened at all
  };
  /// What happened to the recording in the store in the meantime.
  enum class Fate { kKept, kCorrected, kRemoved };

  Rendered render(const Recording& recording) const;
  void commit(std::vector<Rendered>& batch);
  Fate fate_of(const Recording& recording);
  std::optional<Spectrogram> store_one(const Rendered& rendered);
  void report(Rendered& rendered, const std::optional<Spectrogram>& spectrogram);
  void report_elsewhere(Id id, BulkQueue::Elsewhere what);

  Store& store_;
  RenderKey key_;
  std::vector<BulkResult> settled_;
  BulkQueue queue_;
  BulkExport export_;
  const BulkOptions& options_;
  const BulkEvents& events_;
  StoreWatch watch_;
};

}  // namespace noctule
