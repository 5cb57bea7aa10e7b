// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "store/spectrograms.h"
#include "store/store.h"

namespace noctule {

/// A process that renders, as others see it while it lives. What it had claimed is free once it is
/// gone: at the end of this object, or when another finds its process dead.
class WorkerProcess {
 public:
  explicit WorkerProcess(Store& store);
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  /// Says that it lives, at most every few seconds: for those who cannot see its process.
  void heartbeat();

  /// What others did in this run counts as done: rows with a greater id than these.
  struct Since {
    Id spectrogram = 0;
    Id failure = 0;
  };
  /// Goes through `recordings` until it has claimed `max` of them. Claims of dead workers are taken
  /// over.
  struct Claims {
    std::vector<Id> claimed;
    std::vector<Id> done;       ///< have their spectrogram by now
    std::vector<Id> failed;     ///< were tried by another process, in vain
    std::vector<Id> gone;       ///< were removed from the store
    std::vector<Id> elsewhere;  ///< in work by another process
    size_t looked_at = 0;       ///< of `recordings`, from the first
  };
  Claims claim(const std::vector<Id>& recordings, size_t max, const RenderKey& key,
               const Since& since);

  /// Gives a claim up, done or not, within the caller's transaction.
  void release(Id recording, const RenderKey& key);

 private:
  void add_row();
  void beat();
  void remove_dead_workers();

  Store& store_;
  Id id_ = 0;
  int64_t beat_ = 0;  ///< Unix seconds
};

}  // namespace noctule
