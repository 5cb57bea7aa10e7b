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

/// One connection to a store; the other headers of this folder declare its contents. All functions
/// throw NoSpaceError, StoreBusyError, StoreLostError or FatalError if the file fails. Belongs
/// to one thread; any number of connections, in any number of processes on one machine, may share
/// the file.
class Store {
 public:
  enum class Open {
    kExisting,  ///< the file must exist; read-only if it is not writable
    kCreate,    ///< creates the file if there is none
    kReadOnly,  ///< neither changes the file nor creates files beside it
  };

  /// Opens the store and migrates its schema (for kReadOnly, that of a temporary copy). Throws
  /// FatalError if it is missing, not a noctule store, or written by a newer program, and
  /// UsageError if `path` cannot name a file.
  Store(const std::filesystem::path& path, Open how);
  ~Store();

  /// Argument of ATTACH to read the same store: the file, an immutable URI, or a copy.
  std::string attachable() const;
  /// Whether writing will fail.
  bool read_only() const { return read_only_; }
  const std::filesystem::path& path() const { return path_; }

  /// Disables automatic checkpoints in this connection's commits, which may take tens of ms; the
  /// caller must arrange for checkpoint() calls.
  void disable_auto_checkpoint();
  void checkpoint();

  /// Keeps the files beside the store (-wal, -shm) when this connection is the last to close. Their
  /// space lets a server that was stopped on a full disk start again.
  void keep_side_files();

  /// Runs `work` in one transaction that locks out other writers from its start; commits, or
  /// rolls back if it throws.
  void transact(const std::function<void()>& work);

  /// Internal to lib/store.
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

/// Opens `count` connections, one per thread, without automatic checkpoints.
std::vector<std::shared_ptr<Store>> open_for_threads(const std::filesystem::path& path, int count);

/// Throws UsageError if `path` cannot name a store's file: "", ":memory:", a URI.
void check_store_name(const std::filesystem::path& path);

/// Number of the newest migration built into this program.
int schema_version();

}  // namespace noctule
