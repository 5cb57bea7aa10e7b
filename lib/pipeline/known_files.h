// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "store/duplicates.h"
#include "store/failures.h"

namespace noctule {

/// The files known to the store, so that most need not be read again.
class KnownFiles {
 public:
  struct Entry {
    Id id;
    std::string owner;
    FileState file;
  };

  explicit KnownFiles(Store& store);

  /// The recording at a path whose file is unchanged: the owner's if there is one, else any.
  const Entry* recording_at(const std::string& path, const FileState& now,
                            const std::optional<std::string>& owner) const;
  const Duplicate* duplicate_at(const std::string& path, const FileState& now) const;
  const Failure* failure_at(const std::string& path) const;

 private:
  std::unordered_map<std::string, std::vector<Entry>> recordings_;
  std::unordered_map<std::string, Duplicate> duplicates_;
  std::map<std::string, Failure> failures_;
};

}  // namespace noctule
