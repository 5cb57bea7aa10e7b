// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/render_worker.h"
#include "store/recording_list.h"

#include <spdlog/spdlog.h>

#include <chrono>
#include <thread>

#include "core/error.h"
#include "core/stop.h"
#include "pipeline/stored.h"
#include "store/failures.h"

namespace noctule {
namespace {

constexpr auto kPoll = std::chrono::milliseconds(50);

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
  spdlog::debug("rendering recording {}", id);
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

/// Registers this process on first use, not in the constructor: the disk may be full when serve
/// starts.
WorkerProcess& RenderWorker::process() {
  if (!process_) process_.emplace(store_);
  return *process_;
}

RenderKey RenderWorker::key() { return ensure_render_key(store_, SpectrogramOptions().key()); }

RenderWorker::Claim RenderWorker::claim(Id recording) {
  // Earlier failures do not count: a user has asked to try again.
  const auto claims = process().claim({recording}, 1, key(), {0, INT64_MAX});
  if (!claims.claimed.empty()) return Claim::kOurs;
  return claims.elsewhere.empty() ? Claim::kUnneeded : Claim::kOthers;
}

std::optional<RenderJob> RenderWorker::take_job(Id last_user) {
  while (has_waiting_jobs(store_)) {
    process().release_dead();
    const auto job = next_render_job(store_, last_user, key());
    if (!job) return std::nullopt;
    const Claim result = claim(job->recording);
    // Another process may have finished it before it was claimed here.
    if (result == Claim::kOurs && is_waiting(store_, *job)) return job;
    if (result == Claim::kOurs) finish(job->recording, std::nullopt);
    // A merge added its spectrogram without ending the job.
    if (result == Claim::kUnneeded) finish_render_jobs(store_, job->recording, false);
  }
  return std::nullopt;
}

void RenderWorker::render_taken(Id recording) {
  try {
    render_(store_, recording);
  } catch (const FatalError&) {
    finish(recording, std::nullopt);
    throw;
  } catch (...) {
    finish(recording, true);
    throw;
  }
  finish(recording, false);
}

/// Releases the claim; a failure to do so is left to the next worker that finds this one gone.
void RenderWorker::finish(Id recording, std::optional<bool> failed) {
  try {
    store_.transact([&] {
      if (failed) finish_render_jobs(store_, recording, *failed);
      process().release(recording, key());
    });
  } catch (const FatalError& error) {
    spdlog::debug("a claim was not released: {}", error.what());
    process_.reset();
  }
}

void RenderWorker::render(Id recording) {
  Claim result = claim(recording);
  // A process that is suspended keeps its claims: do not wait for it.
  while (result == Claim::kOthers && spectrogram_status(store_, recording, key()).claimed) {
    if (stop_signal() != 0) throw StoreBusyError("another process is rendering this recording");
    std::this_thread::sleep_for(kPoll);
    result = claim(recording);
  }
  if (result == Claim::kOurs)
    render_taken(recording);
  else
    render_(store_, recording);
}

}  // namespace noctule
