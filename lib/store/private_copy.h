// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <vector>

namespace noctule {

/// Copies of files, under their own names, in a new temporary folder ($TMPDIR) that the destructor
/// removes.
class PrivateCopy {
 public:
  /// Copies those of `files` that exist; the first must exist. Throws FatalError if that fails.
  explicit PrivateCopy(const std::vector<std::filesystem::path>& files);
  ~PrivateCopy();
  PrivateCopy(const PrivateCopy&) = delete;
  PrivateCopy& operator=(const PrivateCopy&) = delete;

  const std::filesystem::path& main() const { return main_; }  ///< the copy of the first

 private:
  std::filesystem::path folder_, main_;
};

}  // namespace noctule
