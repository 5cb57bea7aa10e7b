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

/// Renders a recording with the default parameters if it has no such spectrogram yet. Throws
/// NotFoundError if there is no such recording; remembers in the store why a render failed.
void render_default(Store& store, Id recording);

/// Renders stored recordings with the default parameters on its own threads: requests that a client
/// waits for first, then background jobs; users take turns. Concurrent requests for a recording
/// share one render. Store checkpoints are left to the caller, so that no request waits for one.
/// Thread-safe.
class RenderQueue {
 public:
  /// Called on a rendering thread with its store and the exception, if any. Must not throw.
  using OnRendered = std::function<void(Store& store, const std::exception_ptr& error)>;

  /// Renders one recording if needed; throws if that fails. Runs on a rendering thread.
  using Render = std::function<void(Store& store, Id recording)>;

  RenderQueue(const std::filesystem::path& store, int threads, size_t max_waiting,
              Render render = render_default);
  ~RenderQueue() { close(); }

  /// Finishes running and awaited renders, drops background jobs and refuses further requests.
  void close();

  /// Calls `done` once the recording has a spectrogram. False, without queueing it, if too many
  /// requests are waiting, or half as many from this user.
  bool request(Id user, Id recording, OnRendered done);

  /// Queues recordings as background jobs of a user.
  void add_background(Id user, const std::vector<Id>& recordings);

  struct Progress {
    int64_t queued = 0;  ///< since the queue was last empty
    int64_t done = 0, failed = 0;
  };
  Progress background(Id user) const;
  /// Whether the recording is queued or being rendered.
  bool computing(Id recording) const;

 private:
  struct Job {
    std::vector<OnRendered> waiting;
    std::set<Id> users;  ///< users who queued it as a background job
    bool running = false;
  };

  void run(Store& store);
  bool next(Id& recording);
  void finish(Store& store, Id recording, const std::exception_ptr& error);

  size_t max_waiting_;
  Render render_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<Id, Job> jobs_;
  FairQueue<Id> waited_, background_;
  std::map<Id, Progress> progress_;
  bool closing_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace noctule
