// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/task_threads.h"

#include <utility>

namespace noctule {

TaskThreads::TaskThreads(const std::filesystem::path& store, const Options& options)
    : options_(options),
      stores_(open_for_threads(store, options.threads)),
      threads_(mutex_, [this](int thread) { return next_task(*stores_[thread]); }) {
  threads_.start(options.threads, options.nice);
}

bool TaskThreads::post(int64_t client, Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return false;
    tasks_.push(client, std::move(task));
  }
  threads_.wake();
  return true;
}

void TaskThreads::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  threads_.close();
}

std::optional<WorkerThreads::Task> TaskThreads::next_task(Store& store) {
  auto next =
      tasks_.pop([this](int64_t client) { return running_[client] < options_.max_per_client; });
  if (!next) return std::nullopt;
  ++running_[next->first];
  return [this, &store, client = next->first, task = std::move(next->second)] {
    task(store);
    finished(client);
  };
}

void TaskThreads::finished(int64_t client) {
  {
    const std::lock_guard lock(mutex_);
    if (--running_[client] == 0) running_.erase(client);
  }
  threads_.wake();
}

}  // namespace noctule
