// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "core/fair_queue.h"
#include "store/store.h"

namespace noctule {

/// Runs tasks on a few threads, each with a connection to the store that leaves checkpoints to
/// the main loop of `serve`. Clients take turns, and one client never gets all threads, so that
/// another does not wait for the end of a long task. Any thread may post.
class TaskThreads {
 public:
  /// Must not throw.
  using Task = std::function<void(Store&)>;

  struct Options {
    int threads = 2;
    int max_per_client = 1;  ///< threads that one client may occupy
    int nice = 0;            ///< added to the nice value of the threads
  };

  TaskThreads(const std::filesystem::path& store, const Options& options);
  ~TaskThreads() { close(); }

  /// False once closed.
  bool post(int64_t client, Task task);
  /// Finishes what was posted.
  void close();

 private:
  void run(Store& store);

  const Options options_;
  std::mutex mutex_;
  std::condition_variable changed_;
  FairQueue<Task> tasks_;
  std::map<int64_t, int> running_;  ///< tasks under way, by client
  bool closed_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace noctule
