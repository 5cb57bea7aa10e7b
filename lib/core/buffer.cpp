// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/buffer.h"

#include <sys/mman.h>

namespace noctule {

void* allocate_pages(size_t bytes) {
  constexpr size_t kHugePage = 2u << 20, kCacheLine = 64;
  const bool huge = bytes >= kHugePage / 2;
  const size_t alignment = huge ? kHugePage : kCacheLine;
  const size_t rounded = (bytes + alignment - 1) / alignment * alignment;
  void* memory = std::aligned_alloc(alignment, rounded == 0 ? alignment : rounded);
  if (memory == nullptr) throw std::bad_alloc();
  if (huge) madvise(memory, rounded, MADV_HUGEPAGE);  // A hint: without it only time is lost.
  return memory;
}

}  // namespace noctule
