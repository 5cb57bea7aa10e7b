// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace noctule {

/// One of `count` parts of the recordings. Parts 0 … count−1 and 1 … count are the same ones.
struct Shard {
  int64_t index = 0;
  int64_t count = 1;

  /// "I/N"; throws UsageError.
  static Shard parse(const std::string& text);
  /// Whether the part holds this file: by a hash of its absolute path, the same everywhere.
  bool holds(const std::string& path) const;
};

}  // namespace noctule
