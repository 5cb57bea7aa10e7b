// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <optional>
#include <set>
#include <vector>

#include "pipeline/bulk.h"
#include "pipeline/export.h"
#include "store/claims.h"
#include "store/store_watch.h"

namespace noctule {

/// What to do, determined before anything is rendered.
struct BulkPlan {
  std::deque<Id> pending;           ///< recordings to render
  std::vector<BulkResult> settled;  ///< for recordings that need no rendering
  std::vector<ExportedRecording> exported;
};
/// Plans a run for all recordings, or for those in `only`.
BulkPlan plan_bulk(Store& store, const RenderKey& key, const BulkOptions& options,
                   const std::optional<std::set<Id>>& only);

/// Second half of a bulk run: renders pending recordings on threads, stores and exports the
/// results.
class BulkRender {
 public:
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
    std::string export_error;  ///< why files could not be made from the samples
    bool readable = true;      ///< whether the file could be opened at all
  };
  /// A result that needs no rendering, and the files to be made from the samples for it.
  struct Settled {
    BulkResult result;
    std::optional<DataJob> job;
    std::string export_error;
  };
  /// What happened to the recording in the store in the meantime.
  enum class Fate { kKept, kCorrected, kRemoved };

  Rendered render(const Recording& recording) const;
  std::optional<std::vector<Recording>> next_recordings(size_t count);
  size_t claim(std::vector<Recording>& claimed, size_t count, size_t left);
  void log_waiting(bool waiting);
  void write_data(Rendered& rendered) const;
  void report_settled();
  Settled settle(BulkResult result);
  ExportedImages stored_images(const Recording& recording, const Spectrogram& spectrogram);
  void report_stored(BulkResult result, const std::string& export_error);
  void report_done_elsewhere(Id id);
  void report_failed_elsewhere(Id id);
  void report_removed(Id id);
  void commit(std::vector<Rendered>& batch);
  Fate fate_of(const Recording& recording);
  std::optional<Spectrogram> store_one(const Rendered& rendered);
  void report(Rendered& rendered, const std::optional<Spectrogram>& spectrogram);
  void export_one(BulkResult& result, const Recording& recording, const Spectrogram& spectrogram,
                  ExportedImages images);

  Store& store_;
  RenderKey key_;
  BulkPlan plan_;
  Exporter* exporter_;  ///< null: nothing is exported
  const BulkOptions& options_;
  const BulkEvents& events_;
  WorkerProcess::Since since_;
  StoreWatch watch_;
  std::optional<WorkerProcess> process_;
  size_t in_flight_ = 0;  ///< recordings being rendered
  int waited_ = 0;        ///< consecutive calls of next_recordings() that found only others' claims
};

}  // namespace noctule
