// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <exception>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/fair_queue.h"
#include "pipeline/render_worker.h"

namespace noctule {

/// Renders stored recordings on its own threads: requests that a client waits for first, then the
/// jobs of the queue in the store, which other processes share; users take turns. Concurrent
/// requests for the same share one render. Store checkpoints are left to the caller, so that no
/// request waits for one. Thread-safe.
class RenderQueue {
 public:
  /// Called on a rendering thread with its store and the exception, if any. Must not throw.
  using OnRendered = std::function<void(Store& store, const std::exception_ptr& error)>;

  /// Runs on a rendering thread.
  using Render = RenderWorker::Render;
  using Work = std::function<void(Store&)>;

  /// A render other than that with the default parameters. Requests with the same recording and key
  /// share one run of the work.
  struct OtherRender {
    std::string key;
    Work work;  ///< runs on a rendering thread; throws if the render fails
  };

  RenderQueue(const std::filesystem::path& store, int threads, size_t max_waiting,
              Render render = render_default);
  ~RenderQueue() { close(); }

  /// Finishes running and awaited renders, leaves the other jobs in the store and refuses further
  /// requests.
  void close();

  /// Calls `done` once the recording has a spectrogram with the default parameters, or `other` is
  /// done. False, without queueing it, if too many requests are waiting, or half as many from this
  /// user.
  bool request(Id user, Id recording, OnRendered done, OtherRender other = {});

  /// Call after adding jobs to the store. Those added by other processes are found a little later.
  void look_for_jobs();

  /// Whether a client waits for the default spectrogram, or it is being rendered.
  bool computing(Id recording) const;

 private:
  using Key = std::pair<Id, std::string>;  ///< recording and OtherRender::key
  struct Job {
    std::vector<OnRendered> waiting;
    Work work;  ///< null for the default parameters
    bool running = false;
  };
  struct Task {
    Key key;
    Work work;
    bool taken = false;  ///< from the queue in the store
  };
  using Clock = std::chrono::steady_clock;

  void run(Store& store);
  std::optional<Task> next(RenderWorker& worker);
  std::optional<Task> next_waited();
  std::optional<Task> take_job(RenderWorker& worker, std::unique_lock<std::mutex>& lock);
  void pause_jobs(const std::exception_ptr& error);
  void run_task(RenderWorker& worker, Store& store, const Task& task);
  void finish(Store& store, const Key& key, const std::exception_ptr& error);

  size_t max_waiting_;
  Render render_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<Key, Job> jobs_;
  FairQueue<Key> waited_;
  Clock::time_point look_at_;  ///< when to look for jobs in the store again
  int64_t calls_to_look_ = 0;
  Id last_user_ = 0;  ///< whose job was taken last
  bool closing_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace noctule
