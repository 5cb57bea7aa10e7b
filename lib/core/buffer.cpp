// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/buffer.h"

#include <sys/mman.h>

#include <cstdlib>
#include <map>
#include <mutex>
#include <new>

namespace noctule {
namespace {

constexpr size_t kHugePage = 2u << 20;
constexpr size_t kCacheLine = 64;

bool is_large(size_t bytes) { return bytes >= kHugePage / 2; }

size_t round_up(size_t bytes, size_t unit) {
  return bytes == 0 ? unit : (bytes + unit - 1) / unit * unit;
}

void* map_pages(size_t bytes) {
  // One huge page more than needed is mapped, and what surrounds the aligned part unmapped:
  //
  //   start      multiple of 2 MB                        start + mapped
  //     │←  before  →│←           bytes            →│←  rest  →│
  //     │  unmapped  │  huge pages, returned        │ unmapped │
  const size_t mapped = bytes + kHugePage;
  void* const start =
      mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED) throw std::bad_alloc();
  char* const first = static_cast<char*>(start);
  const size_t before = (kHugePage - reinterpret_cast<size_t>(start) % kHugePage) % kHugePage;
  if (before > 0) munmap(first, before);
  munmap(first + before + bytes, kHugePage - before);
  madvise(first + before, bytes, MADV_HUGEPAGE);  // Only a performance hint.
  return first + before;
}

/// Cache of freed large blocks, by size, whose pages stay mapped and faulted in:
///
///   recording 1:  mmap, page faults ── use ── free ─┐
///   recording 2:                  ┌─ allocate ←─────┘ ── use ── free ─ …
///
/// Shared by all threads: one often frees what another will need.
class Kept {
 public:
  void* take(size_t bytes) {
    const std::lock_guard lock(mutex_);
    const auto it = blocks_.find(bytes);
    if (it == blocks_.end()) return nullptr;
    void* const memory = it->second;
    blocks_.erase(it);
    total_ -= bytes;
    return memory;
  }
  bool put(void* memory, size_t bytes) {
    const std::lock_guard lock(mutex_);
    if (total_ + bytes > kMaxBytes) return false;
    blocks_.emplace(bytes, memory);
    total_ += bytes;
    return true;
  }

 private:
  static constexpr size_t kMaxBytes = 96u << 20;
  std::mutex mutex_;
  std::multimap<size_t, void*> blocks_;
  size_t total_ = 0;
};

/// Never destroyed: buffers of static storage duration may be freed later.
Kept& kept = *new Kept;

}  // namespace

void* allocate_pages(size_t bytes) {
  if (is_large(bytes)) {
    bytes = round_up(bytes, kHugePage);
    void* const memory = kept.take(bytes);
    return memory != nullptr ? memory : map_pages(bytes);
  }
  void* const memory = std::aligned_alloc(kCacheLine, round_up(bytes, kCacheLine));
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void free_pages(void* memory, size_t bytes) {
  if (!is_large(bytes)) return std::free(memory);
  bytes = round_up(bytes, kHugePage);
  if (!kept.put(memory, bytes)) munmap(memory, bytes);
}

}  // namespace noctule
