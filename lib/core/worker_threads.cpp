// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/worker_threads.h"

#include "core/thread_priority.h"

namespace noctule {

void WorkerThreads::start(int count, int nice) {
  for (int i = 0; i < count; ++i)
    threads_.emplace_back([this, i, nice] {
      if (nice != 0) lower_thread_priority(nice);
      run(i);
    });
}

void WorkerThreads::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  wake();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void WorkerThreads::run(int thread) {
  std::unique_lock lock(mutex_);
  while (true) {
    if (const auto task = next_(thread)) {
      lock.unlock();
      (*task)();
      lock.lock();
    } else if (closed_) {
      return;
    } else if (look_again_) {
      changed_.wait_until(lock, look_again_());
    } else {
      changed_.wait(lock);
    }
  }
}

}  // namespace noctule
