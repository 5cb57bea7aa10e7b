// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/render_threads.h"

#include <algorithm>
#include <mutex>

namespace noctule {
namespace {

std::mutex mutex;
int allowed = 1;
int busy = 0;

}  // namespace

void set_render_threads(int count) {
  const std::lock_guard lock(mutex);
  allowed = count;
}

RenderInProgress::RenderInProgress() {
  const std::lock_guard lock(mutex);
  ++busy;
}

RenderInProgress::~RenderInProgress() {
  const std::lock_guard lock(mutex);
  --busy;
}

BorrowedThreads::BorrowedThreads(int max) {
  const std::lock_guard lock(mutex);
  borrowed_ = std::clamp(allowed - std::max(1, busy), 0, std::max(0, max - 1));
  busy += borrowed_;
}

BorrowedThreads::~BorrowedThreads() {
  const std::lock_guard lock(mutex);
  busy -= borrowed_;
}

}  // namespace noctule
