// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/memory_budget.h"

namespace noctule {

bool MemoryBudget::Share::take(int64_t client, size_t bytes) {
  const std::lock_guard lock(budget_.mutex_);
  auto& used_by_client = budget_.used_by_[client];
  if (budget_.used_ + bytes > budget_.max_bytes_ || used_by_client + bytes > budget_.max_bytes_ / 4)
    return false;
  client_ = client;
  bytes_ += bytes;
  used_by_client += bytes;
  budget_.used_ += bytes;
  return true;
}

MemoryBudget::Share::~Share() {
  if (bytes_ == 0) return;
  const std::lock_guard lock(budget_.mutex_);
  budget_.used_ -= bytes_;
  const auto mine = budget_.used_by_.find(client_);
  if ((mine->second -= bytes_) == 0) budget_.used_by_.erase(mine);
}

}  // namespace noctule
