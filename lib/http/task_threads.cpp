// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/task_threads.h"

#include <utility>

namespace noctule {

TaskThreads::TaskThreads(const std::filesystem::path& store, int count) {
  for (int i = 0; i < count; ++i) threads_.emplace_back([this, store] { run(store); });
}

bool TaskThreads::post(Task task) {
  const std::lock_guard lock(mutex_);
  if (closed_) return false;
  tasks_.push_back(std::move(task));
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
    changed_.wait(lock, [this] { return closed_ || !tasks_.empty(); });
    if (tasks_.empty()) return;
    const Task task = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    task(store);
    lock.lock();
  }
}

}  // namespace noctule
