// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"

namespace noctule {

using Id = int64_t;
class PrivateCopy;

/// One connection to a store. Belongs to one thread; any number of connections, in any number of
/// processes on one machine, may share the file.
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

  SQLite::Database& db() { return *db_; }
  /// What ATTACH takes to read the same: the file, its unchangeable form, or a copy.
  std::string attachable() const;
  /// Whether writing will fail.
  bool read_only() const { return read_only_; }
  const std::filesystem::path& path() const { return path_; }

  /// A prepared statement, its arguments bound in order.
  template <class... Args>
  SQLite::Statement query(const char* sql, const Args&... args) {
    SQLite::Statement statement(*db_, sql);
    int index = 0;
    (bind(statement, ++index, args), ...);
    return statement;
  }

  /// Runs a statement that gives no rows; returns how many it changed.
  template <class... Args>
  int run(const char* sql, const Args&... args) {
    return query(sql, args...).exec();
  }

  /// Commits of this connection no longer move the log into the file now and then, which may take
  /// tens of ms: somebody else calls checkpoint().
  void leave_checkpoints() { db_->exec("PRAGMA wal_autocheckpoint = 0"); }
  void checkpoint() { query("PRAGMA wal_checkpoint(PASSIVE)").executeStep(); }

  /// Runs `work` in one transaction that locks out other writers from its start; commits, or
  /// rolls back where it throws.
  void transact(const std::function<void()>& work);

 private:
  void open_for_writing(Open how);
  void open_read_only();
  void open_copy();

  template <class T>
  static void bind(SQLite::Statement& statement, int index, const T& value) {
    statement.bind(index, value);
  }
  template <class T>
  static void bind(SQLite::Statement& statement, int index, const std::optional<T>& value) {
    if (value) statement.bind(index, *value);
  }

  std::filesystem::path path_;
  bool read_only_ = false;
  std::unique_ptr<PrivateCopy> copy_;  ///< outlives the connection to it
  std::unique_ptr<SQLite::Database> db_;
};

/// Throws UsageError where `path` cannot name a store's file: "", ":memory:", a URI.
void check_store_name(const std::filesystem::path& path);

/// Number of the newest migration built into this program.
int schema_version();

/// Now in UTC, "2024-04-16T02:24:48.123Z".
std::string now_utc();
/// The same, `seconds` from now.
std::string utc_in(int64_t seconds);

/// "[1,2,3]", for json_each().
std::string json_array(const std::vector<Id>& ids);

/// A column that may be NULL.
std::optional<std::string> optional_text(const SQLite::Column& column);
std::optional<double> optional_number(const SQLite::Column& column);

}  // namespace noctule
