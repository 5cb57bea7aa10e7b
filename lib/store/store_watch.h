// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <utility>

namespace noctule {

/// Checks that a store is still the file that was opened: SQLite keeps reading and writing a file
/// that was deleted or replaced. Thread-safe.
class StoreWatch {
 public:
  explicit StoreWatch(const std::filesystem::path& store);
  /// Throws StoreLostError if the file was deleted, replaced or made read-only since.
  void check() const;

 private:
  using File = std::optional<std::pair<dev_t, ino_t>>;
  static File identify(const std::filesystem::path& path);

  const std::filesystem::path store_, log_;
  const File store_file_, log_file_;
};

}  // namespace noctule
