// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

#include "calls/surface.h"
#include "core/buffer.h"

namespace noctule {

/// Cells that already belong to a ridge.
class UsedCells {
 public:
  UsedCells(int bins, int frames) : frames_(frames), used_(static_cast<size_t>(bins) * frames) {
    std::memset(used_.data(), 0, used_.size());
  }

  bool contains(int bin, int frame) const { return used_[index(bin, frame)] != 0; }
  void mark(int bin, int frame) { used_[index(bin, frame)] = 1; }

 private:
  size_t index(int bin, int frame) const { return static_cast<size_t>(bin) * frames_ + frame; }

  int frames_;
  Buffer<uint8_t> used_;
};

/// The cells of the ridge through `seed`, in time order; see find_ridges() for where it ends.
std::vector<Cell> follow_ridge(const Surface& surface, const Cell& seed, const UsedCells& used);

}  // namespace noctule
