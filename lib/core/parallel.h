// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "core/worker_threads.h"

namespace noctule {

/// Distributes work over threads. Only the calling thread runs refill and consume, so they need no
/// locks. At most two items per thread are in flight.
template <class Item, class Result>
struct ParallelWork {
  /// Returns up to `count` more items; an empty vector: none for now; nullopt: no more, ever.
  std::function<std::optional<std::vector<Item>>(size_t count)> refill;
  /// Runs on any thread. An exception ends the whole run.
  std::function<Result(Item&)> work;
  /// Receives finished results; also called with none, while waiting.
  std::function<void(std::vector<Result>)> consume;

  /// Returns when refill has no more items and every result is consumed. Rethrows the first
  /// exception after all threads have ended. With one job, all work runs on the calling thread.
  void run(int jobs);

 private:
  static constexpr auto kIdle = std::chrono::milliseconds(100);

  void run_here();
  std::optional<WorkerThreads::Task> next_task();
  void work_on(Item& item);
  void coordinate(WorkerThreads& threads, size_t capacity);
  std::vector<Result> wait_for_results();

  std::mutex mutex_;
  std::condition_variable results_changed_;
  std::deque<Item> items_;
  std::vector<Result> results_;
  std::exception_ptr error_;
};

template <class Item, class Result>
void ParallelWork<Item, Result>::run(int jobs) {
  if (jobs <= 1) return run_here();
  WorkerThreads threads(mutex_, [this](int) { return next_task(); });
  threads.start(jobs);
  try {
    coordinate(threads, 2 * static_cast<size_t>(jobs));
  } catch (...) {
    {
      const std::lock_guard lock(mutex_);
      items_.clear();
    }
    threads.close();
    throw;
  }
}

template <class Item, class Result>
void ParallelWork<Item, Result>::run_here() {
  while (auto items = refill(1)) {
    std::vector<Result> results;
    for (Item& item : *items) results.push_back(work(item));
    if (results.empty()) std::this_thread::sleep_for(kIdle);
    consume(std::move(results));
  }
}

template <class Item, class Result>
std::optional<WorkerThreads::Task> ParallelWork<Item, Result>::next_task() {
  if (items_.empty()) return std::nullopt;
  const auto item = std::make_shared<Item>(std::move(items_.front()));
  items_.pop_front();
  return [this, item] { work_on(*item); };
}

template <class Item, class Result>
void ParallelWork<Item, Result>::work_on(Item& item) {
  std::optional<Result> result;
  std::exception_ptr error;
  try {
    result.emplace(work(item));
  } catch (...) {
    error = std::current_exception();
  }
  const std::lock_guard lock(mutex_);
  if (result) results_.push_back(std::move(*result));
  if (error && !error_) error_ = error;
  results_changed_.notify_one();
}

template <class Item, class Result>
std::vector<Result> ParallelWork<Item, Result>::wait_for_results() {
  std::unique_lock lock(mutex_);
  results_changed_.wait_for(lock, kIdle, [this] { return error_ || !results_.empty(); });
  if (error_) std::rethrow_exception(error_);
  return std::exchange(results_, {});
}

template <class Item, class Result>
void ParallelWork<Item, Result>::coordinate(WorkerThreads& threads, size_t capacity) {
  bool more = true;
  size_t under_way = 0;
  while (more || under_way > 0) {
    if (more && under_way < capacity) {
      auto items = refill(capacity - under_way);
      more = items.has_value();
      if (more) {
        under_way += items->size();
        const std::lock_guard lock(mutex_);
        for (Item& item : *items) items_.push_back(std::move(item));
      }
      threads.wake();
    }
    if (!more && under_way == 0) break;
    std::vector<Result> results = wait_for_results();
    under_way -= results.size();
    consume(std::move(results));
  }
}

}  // namespace noctule
