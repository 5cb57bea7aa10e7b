// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "core/fair_queue.h"
#include "core/worker_threads.h"
#include "store/store.h"

namespace noctule {

/// A thread pool whose threads each have a connection to the store (checkpoints are left to
/// the main loop of `serve`). Clients take turns, and no client occupies all threads, so that
/// others need not wait for a long task. Thread-safe.
class TaskThreads {
 public:
  /// Must not throw.
  using Task = std::function<void(Store&)>;

  struct Options {
    int threads = 2;
    int max_per_client = 1;  ///< maximum threads per client
    int nice = 0;            ///< added to the nice value of the threads
  };

  TaskThreads(const std::filesystem::path& store, const Options& options);
  ~TaskThreads() { close(); }

  /// False once closed.
  bool post(int64_t client, Task task);
  /// Runs the remaining tasks and joins the threads.
  void close();

 private:
  std::optional<WorkerThreads::Task> next_task(Store& store);
  void finished(int64_t client);

  const Options options_;
  std::vector<std::shared_ptr<Store>> stores_;  ///< one per thread
  std::mutex mutex_;
  FairQueue<Task> tasks_;
  std::map<int64_t, int> running_;  ///< running tasks by client
  bool closed_ = false;
  WorkerThreads threads_;
};

}  // namespace noctule
