// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <exception>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/fair_queue.h"
#include "core/worker_threads.h"
#include "pipeline/render_worker.h"

namespace noctule {

/// Renders stored recordings on its own threads: requests that a client waits for first, then the
/// jobs of the queue in the store, which other processes share; users take turns. Concurrent
/// requests for the same share one render, and no user gets all threads for them. Store checkpoints
/// are left to the caller, so that no request waits for one. Thread-safe.
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
    Id user = 0;  ///< who asked first
    std::vector<OnRendered> waiting;
    Work work;  ///< null for the default parameters
    bool running = false;
  };
  using Clock = WorkerThreads::Clock;

  std::optional<WorkerThreads::Task> next_task(RenderWorker& worker);
  std::optional<WorkerThreads::Task> next_waited(RenderWorker& worker);
  void take_job(RenderWorker& worker);
  void pause_jobs(const std::exception_ptr& error);
  void run(const Key& key, Store& store, bool from_store, const Work& work);

  const size_t max_waiting_;
  const int max_per_user_;  ///< awaited renders that run for one user, so that others get a thread
  const Render render_;
  mutable std::mutex mutex_;
  std::map<Key, Job> jobs_;
  FairQueue<Key> waited_;
  std::map<Id, int> running_;    ///< awaited renders by user
  Clock::time_point next_look_;  ///< when to look for jobs in the store again
  int64_t look_requests_ = 0;
  Id last_user_ = 0;  ///< whose job was taken last
  bool closing_ = false;
  std::vector<std::shared_ptr<Store>> stores_;          ///< one per thread
  std::vector<std::unique_ptr<RenderWorker>> workers_;  ///< likewise
  WorkerThreads threads_;
};

}  // namespace noctule
