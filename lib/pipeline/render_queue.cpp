// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/render_queue.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "core/error.h"
#include "core/thread_priority.h"
#include "core/throttle.h"

namespace noctule {
namespace {

/// Lower priority than requests that need no render.
constexpr int kRenderNice = 10;

/// How soon jobs that other processes added or gave up are found.
constexpr auto kLookEvery = std::chrono::seconds(2);
/// How long jobs rest after an error that concerns all of them, such as a full disk.
constexpr auto kPause = std::chrono::seconds(10);

}  // namespace

RenderQueue::RenderQueue(const std::filesystem::path& store, int threads, size_t max_waiting,
                         Render render)
    : max_waiting_(max_waiting), render_(std::move(render)) {
  for (const auto& opened : open_for_threads(store, threads))
    threads_.emplace_back([this, opened] { run(*opened); });
}

void RenderQueue::close() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_)
    if (thread.joinable()) thread.join();
}

bool RenderQueue::request(Id user, Id recording, OnRendered done, OtherRender other) {
  const std::lock_guard lock(mutex_);
  const Key key{recording, std::move(other.key)};
  const auto known = jobs_.find(key);
  const bool waited_for =
      known != jobs_.end() && (known->second.running || !known->second.waiting.empty());
  if (!waited_for) {
    const size_t share = std::max<size_t>(1, max_waiting_ / 2);
    if (waited_.size() >= max_waiting_ || waited_.size(user) >= share || closing_) return false;
    waited_.push(user, key);
  }
  Job& job = jobs_[key];
  if (!job.work) job.work = std::move(other.work);
  job.waiting.push_back(std::move(done));
  changed_.notify_one();
  return true;
}

void RenderQueue::look_for_jobs() {
  const std::lock_guard lock(mutex_);
  look_at_ = {};
  ++calls_to_look_;
  changed_.notify_all();
}

bool RenderQueue::computing(Id recording) const {
  const std::lock_guard lock(mutex_);
  return jobs_.contains({recording, ""});
}

/// The next recording that a client waits for. One that was also taken as a job is skipped.
std::optional<RenderQueue::Task> RenderQueue::next_waited() {
  while (const auto waited = waited_.pop()) {
    const auto job = jobs_.find(waited->second);
    if (job == jobs_.end() || job->second.running) continue;
    job->second.running = true;
    return Task{job->first, job->second.work, false};
  }
  return std::nullopt;
}

/// Looks for a job in the store, without the lock. If there is none, waits before the next look,
/// unless jobs were added meanwhile.
std::optional<RenderQueue::Task> RenderQueue::take_job(RenderWorker& worker,
                                                       std::unique_lock<std::mutex>& lock) {
  const Id last_user = last_user_;
  const int64_t calls = calls_to_look_;
  std::optional<RenderJob> job;
  std::exception_ptr error;
  lock.unlock();
  try {
    job = worker.take_job(last_user);
  } catch (...) {
    error = std::current_exception();
  }
  lock.lock();
  if (error) pause_jobs(error);
  if (!job) {
    if (calls == calls_to_look_) look_at_ = std::max(look_at_, Clock::now() + kLookEvery);
    return std::nullopt;
  }
  last_user_ = job->user;
  const Key key{job->recording, ""};
  jobs_[key].running = true;
  return Task{key, nullptr, true};
}

/// Call with the lock held.
void RenderQueue::pause_jobs(const std::exception_ptr& error) {
  static Throttle throttle(std::chrono::minutes(1));
  look_at_ = Clock::now() + kPause;
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& e) {
    if (throttle.pass()) spdlog::error("queued recordings wait: {}", e.what());
  }
}

/// Waits for something to render; nullopt when closing and no client waits.
std::optional<RenderQueue::Task> RenderQueue::next(RenderWorker& worker) {
  std::unique_lock lock(mutex_);
  while (true) {
    if (const auto task = next_waited()) return task;
    if (closing_) return std::nullopt;
    if (Clock::now() < look_at_)
      changed_.wait_until(lock, look_at_);
    else if (const auto task = take_job(worker, lock))
      return task;
  }
}

void RenderQueue::finish(Store& store, const Key& key, const std::exception_ptr& error) {
  Job job;
  {
    const std::lock_guard lock(mutex_);
    job = std::move(jobs_[key]);
    jobs_.erase(key);
  }
  for (const OnRendered& done : job.waiting) done(store, error);
}

void RenderQueue::run_task(RenderWorker& worker, Store& store, const Task& task) {
  if (task.taken)
    worker.render_taken(task.key.first);
  else if (task.work)
    task.work(store);
  else
    worker.render(task.key.first);
}

void RenderQueue::run(Store& store) {
  lower_thread_priority(kRenderNice);
  RenderWorker worker(store, render_);
  while (const auto task = next(worker)) {
    std::exception_ptr error;
    try {
      run_task(worker, store, *task);
    } catch (const FatalError&) {
      error = std::current_exception();
      const std::lock_guard lock(mutex_);
      if (task->taken) pause_jobs(error);
    } catch (...) {
      error = std::current_exception();
    }
    finish(store, task->key, error);
  }
}

}  // namespace noctule
