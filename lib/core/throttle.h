// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>

namespace noctule {

/// Passes at most one event per interval, e.g. to limit repeated log lines. Thread-safe.
class Throttle {
 public:
  explicit Throttle(std::chrono::seconds interval) : interval_(interval) {}

  bool pass() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
    auto next = next_.load();
    return now >= next && next_.compare_exchange_strong(
                              next, now + std::chrono::steady_clock::duration(interval_).count());
  }

 private:
  const std::chrono::seconds interval_;
  std::atomic<std::chrono::steady_clock::rep> next_ = 0;
};

}  // namespace noctule
