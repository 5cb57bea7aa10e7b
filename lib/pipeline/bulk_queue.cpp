// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/bulk_queue.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "core/stop.h"
#include "store/failures.h"

namespace noctule {

BulkQueue::BulkQueue(Store& store, const RenderKey& key, std::deque<Id> pending, bool force)
    : store_(store),
      key_(key),
      pending_(std::move(pending)),
      since_{force ? last_spectrogram_id(store) : 0, last_failure_id(store)} {}

std::optional<std::vector<Recording>> BulkQueue::next(size_t count, const Report& report) {
  throw_if_stopped();
  if (!process_) process_.emplace(store_);
  std::vector<Recording> claimed;
  for (size_t left = pending_.size(); claimed.size() < count && left > 0;)
    left -= claim(claimed, count - claimed.size(), left, report);
  for (const Recording& recording : claimed) in_flight_.insert(recording.id);
  if (claimed.empty() && pending_.empty() && in_flight_.empty()) return std::nullopt;
  log_waiting(claimed.empty() && in_flight_.empty());
  return claimed;
}

void BulkQueue::release(Id recording) {
  process_->release(recording, key_);
  in_flight_.erase(recording);
}

std::vector<Id> BulkQueue::unfinished() const {
  std::vector<Id> ids(in_flight_.begin(), in_flight_.end());
  ids.insert(ids.end(), pending_.begin(), pending_.end());
  return ids;
}

void BulkQueue::heartbeat() {
  if (process_) process_->heartbeat();
}

/// Claims up to `count` of the next `left` pending recordings; returns how many of those it has
/// examined. Recordings that others are rendering go to the end of the queue.
size_t BulkQueue::claim(std::vector<Recording>& claimed, size_t count, size_t left,
                        const Report& report) {
  constexpr size_t kBatch = 256;  // keeps the transaction short
  const std::vector<Id> ids(pending_.begin(),
                            pending_.begin() + static_cast<long>(std::min(left, kBatch)));
  const auto claims = process_->claim(ids, count, key_, since_);
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<long>(claims.examined));
  pending_.insert(pending_.end(), claims.elsewhere.begin(), claims.elsewhere.end());
  for (const Id id : claims.claimed)
    if (auto recording = find_recording(store_, id)) claimed.push_back(std::move(*recording));
  for (const Id id : claims.done) report(id, Elsewhere::kStored);
  for (const Id id : claims.failed) report(id, Elsewhere::kFailed);
  for (const Id id : claims.gone) report(id, Elsewhere::kRemoved);
  return claims.examined;
}

/// Logs once what the run is waiting for: a suspended process (Ctrl-Z) keeps its claims.
void BulkQueue::log_waiting(bool waiting) {
  constexpr int kCalls = 50;  // about 5 s
  waited_ = waiting ? waited_ + 1 : 0;
  if (waited_ == kCalls)
    spdlog::info("waiting for {} recordings that another process is rendering", pending_.size());
}

}  // namespace noctule
