// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace noctule {

/// Sets how many threads the renders of this process may use together; initially 1.
void set_render_threads(int count);

/// One render in progress: it has a thread of its own, and borrows those that are idle, so that a
/// night's last recording, or the only one, uses all of them.
class RenderInProgress {
 public:
  RenderInProgress();
  ~RenderInProgress();
  RenderInProgress(const RenderInProgress&) = delete;
  RenderInProgress& operator=(const RenderInProgress&) = delete;
};

/// Threads for one pass of a render: its own, and idle ones until the object is destroyed.
class BorrowedThreads {
 public:
  /// At most `max` threads in all.
  explicit BorrowedThreads(int max);
  ~BorrowedThreads();
  BorrowedThreads(const BorrowedThreads&) = delete;
  BorrowedThreads& operator=(const BorrowedThreads&) = delete;

  int count() const { return 1 + borrowed_; }

 private:
  int borrowed_ = 0;
};

}  // namespace noctule
