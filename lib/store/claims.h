// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "store/spectrograms.h"
#include "store/store.h"

namespace noctule {

/// A process that renders, as others see it while it lives. What it had claimed is free once it is
/// gone: at the end of this object, or when another finds its process dead.
class Worker {
 public:
  explicit Worker(Store& store);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// Says that it lives, at most every few seconds: for those who cannot see its process.
  void heartbeat();

  /// Goes through `recordings` until it has claimed `max` of them. One is passed over where it has
  /// a spectrogram of that key with an id above `since` (0: any). Claims of dead workers are taken
  /// over.
  struct Claims {
    std::vector<Id> claimed;
    std::vector<Id> done;       ///< have their spectrogram by now
    std::vector<Id> elsewhere;  ///< in work by another process
    size_t looked_at = 0;       ///< of `recordings`, from the first
  };
  Claims claim(const std::vector<Id>& recordings, size_t max, const RenderKey& key, Id since);

  /// Gives a claim up, done or not, within the caller's transaction.
  void release(Id recording, const RenderKey& key);

 private:
  void remove_dead_workers();

  Store& store_;
  Id id_ = 0;
  int64_t beat_ = 0;  ///< Unix seconds
};

}  // namespace noctule
