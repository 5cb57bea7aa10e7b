// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace noctule {

/// One of `count` parts of the recordings. Part `count` is part 0, so parts can be numbered from 1.
struct Shard {
  int64_t index = 0;
  int64_t count = 1;

  /// "I/N"; throws UsageError.
  static Shard parse(const std::string& text);
  /// Whether the part holds this file: by a hash of its absolute path, the same on every machine.
  bool holds(const std::string& path) const;
};

}  // namespace noctule
