// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/task_threads.h"

#include <algorithm>
#include <utility>

namespace noctule {

TaskThreads::TaskThreads(const std::filesystem::path& store, int count)
    : max_per_client_(std::max(1, count - 1)) {
  for (int i = 0; i < count; ++i) threads_.emplace_back([this, store] { run(store); });
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

void TaskThreads::run(const std::filesystem::path& path) {
  Store store(path, Store::Open::kExisting);
  store.leave_checkpoints();
  std::unique_lock lock(mutex_);
  while (true) {
    auto next = tasks_.pop([this](int64_t client) { return running_[client] < max_per_client_; });
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
