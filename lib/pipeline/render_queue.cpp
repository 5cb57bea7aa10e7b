// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/render_queue.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "core/error.h"
#include "core/throttle.h"

namespace noctule {
namespace {

/// Lower priority than requests that need no render.
constexpr int kRenderNice = 10;

/// How often the store is checked for jobs that other processes added or gave up.
constexpr auto kLookEvery = std::chrono::seconds(2);
/// How long the queue is paused after an error that affects all jobs, such as a full disk.
constexpr auto kPause = std::chrono::seconds(10);

}  // namespace

RenderQueue::RenderQueue(const std::filesystem::path& store, int threads, size_t max_waiting,
                         Render render)
    : max_waiting_(max_waiting),
      max_per_user_(std::max(1, threads - 1)),
      render_(std::move(render)),
      stores_(open_for_threads(store, threads)),
      threads_(
          mutex_, [this](int thread) { return next_task(*workers_[thread]); },
          [this] { return next_look_; }) {
  for (const auto& opened : stores_)
    workers_.push_back(std::make_unique<RenderWorker>(*opened, render_));
  threads_.start(threads, kRenderNice);
}

void RenderQueue::close() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  threads_.close();
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
  if (!waited_for) job.user = user;
  if (!job.work) job.work = std::move(other.work);
  job.waiting.push_back(std::move(done));
  threads_.wake();
  return true;
}

void RenderQueue::look_for_jobs() {
  const std::lock_guard lock(mutex_);
  next_look_ = {};
  ++look_requests_;
  threads_.wake();
}

bool RenderQueue::computing(Id recording) const {
  const std::lock_guard lock(mutex_);
  return jobs_.contains({recording, ""});
}

std::optional<WorkerThreads::Task> RenderQueue::next_task(RenderWorker& worker) {
  if (auto task = next_waited(worker)) return task;
  if (closing_ || Clock::now() < next_look_) return std::nullopt;
  return [this, &worker] { take_job(worker); };
}

/// The next render that a client waits for. A recording that was also taken as a job is skipped.
std::optional<WorkerThreads::Task> RenderQueue::next_waited(RenderWorker& worker) {
  const auto may_run = [this](Id user) { return running_[user] < max_per_user_; };
  while (const auto waited = waited_.pop(may_run)) {
    const auto job = jobs_.find(waited->second);
    if (job == jobs_.end() || job->second.running) continue;
    job->second.running = true;
    ++running_[job->second.user];
    Work work = job->second.work;
    if (!work) work = [&worker, id = job->first.first](Store&) { worker.render(id); };
    return [this, &worker, key = job->first, work] { run(key, worker.store(), false, work); };
  }
  return std::nullopt;
}

/// Renders a job of the store. If there is none, no thread looks again for a while, unless jobs
/// were added meanwhile.
void RenderQueue::take_job(RenderWorker& worker) {
  std::unique_lock lock(mutex_);
  const Id last_user = last_user_;
  const int64_t calls = look_requests_;
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
    if (calls == look_requests_) next_look_ = std::max(next_look_, Clock::now() + kLookEvery);
    return;
  }
  last_user_ = job->user;
  const Key key{job->recording, ""};
  jobs_[key].running = true;
  lock.unlock();
  run(key, worker.store(), true, [&](Store&) { worker.render_taken(job->recording); });
}

/// Call with the lock held.
void RenderQueue::pause_jobs(const std::exception_ptr& error) {
  static Throttle throttle(std::chrono::minutes(1));
  next_look_ = Clock::now() + kPause;
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& e) {
    if (throttle.pass()) spdlog::error("background rendering paused: {}", e.what());
  }
}

/// Runs the work and calls those who wait for it.
void RenderQueue::run(const Key& key, Store& store, bool from_store, const Work& work) {
  std::exception_ptr error;
  try {
    work(store);
  } catch (const FatalError&) {
    error = std::current_exception();
    const std::lock_guard lock(mutex_);
    if (from_store) pause_jobs(error);
  } catch (...) {
    error = std::current_exception();
  }
  Job job;
  {
    const std::lock_guard lock(mutex_);
    job = std::move(jobs_[key]);
    jobs_.erase(key);
    if (!from_store && --running_[job.user] == 0) running_.erase(job.user);
  }
  for (const OnRendered& done : job.waiting) done(store, error);
}

}  // namespace noctule
