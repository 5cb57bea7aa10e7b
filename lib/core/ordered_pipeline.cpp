// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ordered_pipeline.h"

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <optional>
#include <vector>

#include "core/worker_threads.h"

namespace noctule {
namespace {

class PipelineRun {
 public:
  PipelineRun(const OrderedPipeline& stages, int threads)
      : stages_(stages),
        states_(OrderedPipeline::slots(threads), State::kFree),
        threads_(mutex_, [this](int) { return next_task(); }) {
    threads_.start(threads);
  }

  void wait() {
    {
      std::unique_lock lock(mutex_);
      ended_.wait(lock, [this] { return error_ || all_finished(); });
    }
    threads_.close();
    if (error_) std::rethrow_exception(error_);
  }

 private:
  enum class State : uint8_t { kFree, kWorking, kWorked };

  bool all_finished() const { return no_more_ && next_to_finish_ == next_to_read_; }

  /// Finishing comes first, because it frees slots.
  std::optional<WorkerThreads::Task> next_task() {
    if (error_) return std::nullopt;
    const size_t oldest = next_to_finish_ % states_.size(), next = next_to_read_ % states_.size();
    if (!finishing_ && states_[oldest] == State::kWorked) {
      finishing_ = true;
      return [this, oldest] { guarded([&] { finish(oldest); }); };
    }
    if (!reading_ && !no_more_ && states_[next] == State::kFree) {
      reading_ = true;
      return [this, next] { guarded([&] { read_and_work(next); }); };
    }
    return std::nullopt;
  }

  template <class F>
  void guarded(F f) {
    std::exception_ptr error;
    try {
      f();
    } catch (...) {
      error = std::current_exception();
      if (stages_.failed) stages_.failed();
    }
    const std::lock_guard lock(mutex_);
    if (error && !error_) error_ = error;
    if (error_ || all_finished()) ended_.notify_all();
  }

  void finish(size_t slot) {
    stages_.finish(slot);
    const std::lock_guard lock(mutex_);
    states_[slot] = State::kFree;
    ++next_to_finish_;
    finishing_ = false;
    threads_.wake();
  }

  void read_and_work(size_t slot) {
    const bool more = stages_.read(slot);
    {
      const std::lock_guard lock(mutex_);
      reading_ = false;
      no_more_ = !more;
      if (more) states_[slot] = State::kWorking;
      if (more) ++next_to_read_;
      threads_.wake();
    }
    if (!more) return;
    stages_.work(slot);
    {
      const std::lock_guard lock(mutex_);
      states_[slot] = State::kWorked;
      threads_.wake();
    }
    if (stages_.after) stages_.after();
  }

  const OrderedPipeline& stages_;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::vector<State> states_;
  uint64_t next_to_read_ = 0, next_to_finish_ = 0;
  bool reading_ = false, finishing_ = false, no_more_ = false;
  std::exception_ptr error_;
  WorkerThreads threads_;
};

}  // namespace

void OrderedPipeline::run(int threads) {
  if (threads > 1) return PipelineRun(*this, threads).wait();
  while (read(0)) {
    work(0);
    finish(0);
    if (after) after();
  }
}

}  // namespace noctule
