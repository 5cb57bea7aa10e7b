// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/task_threads.h"

#include <utility>

#include "core/thread_priority.h"

namespace noctule {

TaskThreads::TaskThreads(const std::filesystem::path& store, const Options& options)
    : options_(options) {
  for (const auto& opened : open_for_threads(store, options.threads))
    threads_.emplace_back([this, opened] { run(*opened); });
}

bool TaskThreads::post(int64_t client, Task task) {
  const std::lock_guard lock(mutex_);
  if (closed_) return false;
  tasks_.push(client, std::move(task));
  changed_.notify_one();
  return true;
}

void TaskThreads::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_)
    if (thread.joinable()) thread.join();
}

void TaskThreads::run(Store& store) {
  lower_thread_priority(options_.nice);
  std::unique_lock lock(mutex_);
  while (true) {
    auto next =
        tasks_.pop([this](int64_t client) { return running_[client] < options_.max_per_client; });
    if (!next) {
      if (closed_ && tasks_.empty()) return;
      changed_.wait(lock);
      continue;
    }
    const auto [client, task] = std::move(*next);
    ++running_[client];
    lock.unlock();
    task(store);
    lock.lock();
    if (--running_[client] == 0) running_.erase(client);
    changed_.notify_all();
  }
}

}  // namespace noctule
