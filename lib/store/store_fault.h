// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include "store/store.h"

namespace noctule {

/// What an SQLite error means for the caller.
enum class StoreFault {
  kNoSpace,  ///< the disk is full; reads still work
  kLost,     ///< the file is gone, damaged, not writable, or the disk fails
  kBusy,     ///< another process writes for too long
  kOther,    ///< an error of this program
};
StoreFault fault_of(const SQLite::Exception& error);

/// What went wrong, in one line: the store's path, who holds its lock where that is it, and what to
/// do.
std::string describe_fault(const SQLite::Exception& error, const std::filesystem::path& store);
/// Throws it as NoSpaceError, StoreLostError or FatalError.
[[noreturn]] void throw_store_error(const SQLite::Exception& error,
                                    const std::filesystem::path& store);

/// Tells whether a store is still the file that was opened: SQLite goes on reading and writing a
/// file that was deleted or replaced. Thread-safe.
class StoreWatch {
 public:
  explicit StoreWatch(const std::filesystem::path& store);
  /// Throws StoreLostError where the file was deleted, replaced or made read-only since.
  void check() const;

 private:
  using File = std::optional<std::pair<dev_t, ino_t>>;
  static File identify(const std::filesystem::path& path);

  const std::filesystem::path store_, log_;
  const File store_file_, log_file_;
};

}  // namespace noctule
