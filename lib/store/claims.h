// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "store/spectrograms.h"
#include "store/store.h"

namespace noctule {

/// Registers this process as a renderer. Its claims are released when this object is destroyed, or
/// when another worker finds that the process has died.
class WorkerProcess {
 public:
  explicit WorkerProcess(Store& store);
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  /// Updates the heartbeat, at most every few seconds, for workers that cannot see this process.
  void heartbeat();

  /// Row ids at the start of the run: work with greater ids was done by others during this run.
  struct Since {
    Id spectrogram = 0;
    Id failure = 0;
  };
  /// What became of the recordings passed to claim().
  struct Claims {
    std::vector<Id> claimed;
    std::vector<Id> done;       ///< have a spectrogram by now
    std::vector<Id> failed;     ///< failed in another process
    std::vector<Id> gone;       ///< deleted from the store
    std::vector<Id> elsewhere;  ///< claimed by another process
    size_t examined = 0;        ///< number of leading recordings that were examined
  };
  /// Goes through `recordings` until it has claimed `max` of them. Claims of dead workers are taken
  /// over.
  Claims claim(const std::vector<Id>& recordings, size_t max, const RenderKey& key,
               const Since& since);

  /// Releases a claim, finished or not; call within a transaction.
  void release(Id recording, const RenderKey& key);
  /// Releases the claims of dead workers, as claim() does.
  void release_dead();

 private:
  void add_row();
  void beat();

  Store& store_;
  Id id_ = 0;
  int64_t beat_ = 0;  ///< Unix seconds
};

}  // namespace noctule
