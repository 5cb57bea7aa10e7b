// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/render_queue.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "core/error.h"
#include "core/thread_priority.h"
#include "pipeline/stored.h"
#include "store/failures.h"

namespace noctule {
namespace {

/// Lower priority than requests that need no render.
constexpr int kRenderNice = 10;

/// Records why a recording cannot be rendered. A failure to do so is only logged.
void remember(Store& store, const Recording& recording, const RecordingError& error) {
  try {
    remember_render_failure(store, recording.id,
                            ensure_render_key(store, SpectrogramOptions().key()),
                            failure_now(recording.path.value_or(""), error.what()));
  } catch (const FatalError& failure) {
    spdlog::debug("a render failure was not stored: {}", failure.what());
  }
}

}  // namespace

void render_default(Store& store, Id id) {
  const auto recording = find_recording(store, id);
  if (!recording) throw NotFoundError("Recording not found");
  if (current_spectrogram(store, id)) return;
  try {
    ensure_spectrogram(store, *recording, SpectrogramOptions(), false);
  } catch (const NotFoundError&) {
    throw;
  } catch (const RecordingError& error) {
    if (!find_recording(store, id)) throw NotFoundError("Recording not found");
    remember(store, *recording, error);
    throw;
  } catch (const FatalError&) {
    if (!find_recording(store, id)) throw NotFoundError("Recording not found");
    throw;
  }
}

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
    background_.clear();
  }
  changed_.notify_all();
  for (std::thread& thread : threads_)
    if (thread.joinable()) thread.join();
}

bool RenderQueue::request(Id user, Id recording, OnRendered done) {
  const std::lock_guard lock(mutex_);
  const auto known = jobs_.find(recording);
  const bool waited_for =
      known != jobs_.end() && (known->second.running || !known->second.waiting.empty());
  if (!waited_for) {
    const size_t share = std::max<size_t>(1, max_waiting_ / 2);
    if (waited_.size() >= max_waiting_ || waited_.size(user) >= share || closing_) return false;
    waited_.push(user, recording);
  }
  jobs_[recording].waiting.push_back(std::move(done));
  changed_.notify_one();
  return true;
}

void RenderQueue::add_background(Id user, const std::vector<Id>& recordings) {
  const std::lock_guard lock(mutex_);
  if (closing_) return;
  Progress& progress = progress_[user];
  if (progress.done + progress.failed == progress.queued) progress = {};
  for (const Id recording : recordings) {
    if (!jobs_.contains(recording)) background_.push(user, recording);
    if (jobs_[recording].users.insert(user).second) ++progress.queued;
  }
  changed_.notify_all();
}

RenderQueue::Progress RenderQueue::background(Id user) const {
  const std::lock_guard lock(mutex_);
  const auto it = progress_.find(user);
  return it == progress_.end() ? Progress{} : it->second;
}

bool RenderQueue::computing(Id recording) const {
  const std::lock_guard lock(mutex_);
  return jobs_.contains(recording);
}

/// Waits for a job that no thread has taken; false when closing and none is left.
bool RenderQueue::next(Id& recording) {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return closing_ || !waited_.empty() || !background_.empty(); });
    auto& queue = waited_.empty() ? background_ : waited_;
    if (queue.empty()) return false;
    recording = queue.pop()->second;
    // A job can be in both queues; the first thread to reach it takes it.
    const auto job = jobs_.find(recording);
    if (job == jobs_.end() || job->second.running) continue;
    job->second.running = true;
    return true;
  }
}

void RenderQueue::finish(Store& store, Id recording, const std::exception_ptr& error) {
  Job job;
  {
    const std::lock_guard lock(mutex_);
    job = std::move(jobs_[recording]);
    jobs_.erase(recording);
    for (const Id user : job.users) ++(error ? progress_[user].failed : progress_[user].done);
  }
  for (const OnRendered& done : job.waiting) done(store, error);
}

void RenderQueue::run(Store& store) {
  lower_thread_priority(kRenderNice);
  for (Id recording; next(recording);) {
    std::exception_ptr error;
    try {
      render_(store, recording);
    } catch (...) {
      error = std::current_exception();
    }
    finish(store, recording, error);
  }
}

}  // namespace noctule
