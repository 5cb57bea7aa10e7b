// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace noctule {

/// Threads that run tasks from a queue of their owner, guarded by the owner's mutex.
class WorkerThreads {
 public:
  /// Runs without the mutex; must not throw.
  using Task = std::function<void()>;
  /// Returns a task for a thread (0 to count − 1), or nullopt if none can run now. Called with the
  /// mutex held.
  using Next = std::function<std::optional<Task>(int thread)>;

  using Clock = std::chrono::steady_clock;
  /// Returns when idle threads look for a task again, unless woken before. Called with the mutex
  /// held.
  using LookAgain = std::function<Clock::time_point()>;

  WorkerThreads(std::mutex& mutex, Next next, LookAgain look_again = {})
      : mutex_(mutex), next_(std::move(next)), look_again_(std::move(look_again)) {}
  ~WorkerThreads() { close(); }
  WorkerThreads(const WorkerThreads&) = delete;
  WorkerThreads& operator=(const WorkerThreads&) = delete;

  /// `nice`: added to the nice value of the threads.
  void start(int count, int nice = 0);
  /// Makes idle threads look for a task again.
  void wake() { changed_.notify_all(); }
  /// Ends each thread once there is no task for it, and waits for all. Call without the mutex.
  void close();

 private:
  void run(int thread);

  std::mutex& mutex_;
  Next next_;
  LookAgain look_again_;
  std::condition_variable changed_;
  bool closed_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace noctule
