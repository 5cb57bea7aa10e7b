// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <exception>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "core/fair_queue.h"
#include "store/spectrograms.h"

namespace noctule {

/// Renders stored recordings with the default parameters on threads of its own: what somebody
/// waits for first, what was asked for in the background after it; users take turns. Each recording
/// is rendered once however many ask while it is under way. Checkpoints of the store are left to
/// the caller, so that nobody waits for one. All functions may be called from any thread.
class RenderQueue {
 public:
  /// Gets the error, if any, with its type; called on a rendering thread with its store. Must not
  /// throw.
  using OnRendered = std::function<void(Store& store, const std::exception_ptr& error)>;

  RenderQueue(const std::filesystem::path& store, int threads, size_t max_waiting);
  ~RenderQueue() { close(); }

  /// Finishes what is under way and what somebody waits for; drops the background, and takes no
  /// more requests.
  void close();

  /// Makes sure that the recording has a spectrogram; false where too many wait already, or half as
  /// many of this user, and nothing was done.
  bool request(Id user, Id recording, OnRendered done);

  /// Queues recordings for a user in the background.
  void add_background(Id user, const std::vector<Id>& recordings);

  struct Progress {
    int64_t queued = 0;  ///< since the last time that all was done
    int64_t done = 0, failed = 0;
  };
  Progress background(Id user) const;
  /// Whether the recording waits in the background or is under way.
  bool computing(Id recording) const;

 private:
  struct Job {
    std::vector<OnRendered> waiting;
    std::set<Id> users;  ///< who queued it in the background
    bool running = false;
  };

  void run(Store& store);
  bool next(Id& recording);
  void finish(Store& store, Id recording, const std::exception_ptr& error);

  size_t max_waiting_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<Id, Job> jobs_;
  FairQueue<Id> waited_, background_;
  std::map<Id, Progress> progress_;
  bool closing_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace noctule
