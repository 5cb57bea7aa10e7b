// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "store/store.h"

namespace noctule {

/// Runs tasks on a few threads, each with a connection to the store that leaves checkpoints to
/// somebody else. Any thread may post.
class TaskThreads {
 public:
  using Task = std::function<void(Store&)>;

  TaskThreads(const std::filesystem::path& store, int count);
  ~TaskThreads() { close(); }

  /// False once closed.
  bool post(Task task);
  /// Finishes what was posted.
  void close();

 private:
  void run(const std::filesystem::path& path);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> tasks_;
  bool closed_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace noctule
