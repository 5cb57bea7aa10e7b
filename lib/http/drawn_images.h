// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "pipeline/stored.h"

namespace noctule {

/// The compressed spectrograms that were drawn last with options other than the stored one's, so
/// that their tiles need not be drawn again. Thread-safe.
class DrawnImages {
 public:
  using Drawn = std::shared_ptr<const CompressedImages>;

  /// Null if it is not kept (any more).
  Drawn find(const std::string& tag);
  void keep(const std::string& tag, CompressedImages images);

 private:
  static constexpr size_t kMax = 16;

  std::mutex mutex_;
  std::list<std::pair<std::string, Drawn>> drawn_;  ///< most recently used first
};

}  // namespace noctule
