// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>

namespace noctule {

/// Limits the memory held by request bodies: in total, and to a quarter of that per client.
/// Thread-safe.
class MemoryBudget {
 public:
  explicit MemoryBudget(size_t max_bytes) : max_bytes_(max_bytes) {}

  /// What one request holds; returned on destruction.
  class Share {
   public:
    explicit Share(MemoryBudget& budget) : budget_(budget) {}
    ~Share();
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;

    /// False if that would exceed a limit; nothing is reserved then.
    bool take(int64_t client, size_t bytes);

   private:
    MemoryBudget& budget_;
    int64_t client_ = 0;
    size_t bytes_ = 0;
  };

 private:
  const size_t max_bytes_;
  std::mutex mutex_;
  size_t used_ = 0;
  std::map<int64_t, size_t> used_by_;
};

}  // namespace noctule
