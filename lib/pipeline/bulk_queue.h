// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "store/claims.h"
#include "store/recordings.h"

namespace noctule {

/// The recordings that a bulk run has to render, shared with other processes through claims in the
/// store.
class BulkQueue {
 public:
  /// What became of a recording without this process.
  enum class Elsewhere { kStored, kFailed, kRemoved };
  using Report = std::function<void(Id, Elsewhere)>;

  /// With `force`, only spectrograms that other processes store from now on count as done.
  BulkQueue(Store& store, const RenderKey& key, std::deque<Id> pending, bool force);

  size_t size() const { return pending_.size(); }

  /// Claims up to `count` recordings; calls `report` for those that need no rendering any more.
  /// Empty while other processes have claimed all that is left: it is checked again a little later,
  /// and taken over if its process dies. nullopt when nothing is left.
  std::optional<std::vector<Recording>> next(size_t count, const Report& report);

  /// Ends the claim of a rendered recording, within the transaction that stores it.
  void release(Id recording);
  /// The recordings that are claimed or still to be claimed.
  std::vector<Id> unfinished() const;
  /// Queues a recording again.
  void put_back(Id recording) { pending_.push_back(recording); }
  /// Tells other processes that this one is alive.
  void heartbeat();

 private:
  size_t claim(std::vector<Recording>& claimed, size_t count, size_t left, const Report& report);
  void log_waiting(bool waiting);

  Store& store_;
  RenderKey key_;
  std::deque<Id> pending_;
  WorkerProcess::Since since_;
  std::optional<WorkerProcess> process_;  ///< registered when the first recording is claimed
  std::set<Id> in_flight_;                ///< claimed, not released
  int waited_ = 0;                        ///< consecutive calls that found only others' claims
};

}  // namespace noctule
