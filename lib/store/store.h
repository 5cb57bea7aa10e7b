// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/error.h"

namespace SQLite {
class Database;
}

namespace noctule {

using Id = int64_t;
class PrivateCopy;

/// One connection to a store; the other headers of this folder say what is in it. All functions
/// throw NoSpaceError, StoreBusyError, StoreLostError or FatalError where the file fails. Belongs
/// to one thread; any number of connections, in any number of processes on one machine, may share
/// the file.
class Store {
 public:
  enum class Open {
    kExisting,  ///< the file must be there; only for reading where it cannot be written
    kCreate,    ///< makes the file where there is none
    kReadOnly,  ///< changes no byte of it and writes nothing beside it
  };

  /// Opens the store and brings its schema up to date (for kReadOnly, that of a temporary copy).
  /// Throws FatalError where it is missing, not a noctule store, or of a newer program, and
  /// UsageError where `path` cannot name a file.
  Store(const std::filesystem::path& path, Open how);
  ~Store();

  /// What ATTACH takes to read the same: the file, its unchangeable form, or a copy.
  std::string attachable() const;
  /// Whether writing will fail.
  bool read_only() const { return read_only_; }
  const std::filesystem::path& path() const { return path_; }

  /// Commits of this connection no longer move the log into the file now and then, which may take
  /// tens of ms: somebody else calls checkpoint().
  void leave_checkpoints();
  void checkpoint();

  /// Runs `work` in one transaction that locks out other writers from its start; commits, or
  /// rolls back where it throws.
  void transact(const std::function<void()>& work);

  /// For lib/store alone.
  SQLite::Database& db() { return *db_; }

 private:
  void open_for_writing(Open how);
  void open_read_only();
  void open_copy();

  std::filesystem::path path_;
  bool read_only_ = false;
  std::unique_ptr<PrivateCopy> copy_;  ///< outlives the connection to it
  std::unique_ptr<SQLite::Database> db_;
};

/// Connections for that many threads, which leave checkpoints to somebody else.
std::vector<std::shared_ptr<Store>> open_for_threads(const std::filesystem::path& path, int count);

/// Throws UsageError where `path` cannot name a store's file: "", ":memory:", a URI.
void check_store_name(const std::filesystem::path& path);

/// Number of the newest migration built into this program.
int schema_version();

/// Now in UTC, "2024-04-16T02:24:48.123Z".
std::string now_utc();
/// The same, `seconds` from now.
std::string utc_in(int64_t seconds);

}  // namespace noctule
