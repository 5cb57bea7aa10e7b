// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace noctule {

using Id = int64_t;

/// One connection to a store. Belongs to one thread; any number of connections, in any number of
/// processes on one machine, may share the file.
class Store {
 public:
  enum class Open {
    kExisting,  ///< the file must be there
    kCreate,    ///< makes the file where there is none
  };

  /// Opens the store and brings its schema up to date. Throws FatalError where it is missing, not
  /// a store, or of a newer program.
  Store(const std::filesystem::path& path, Open how);

  SQLite::Database& db() { return db_; }
  const std::filesystem::path& path() const { return path_; }

  /// A prepared statement, its arguments bound in order.
  template <class... Args>
  SQLite::Statement query(const char* sql, const Args&... args) {
    SQLite::Statement statement(db_, sql);
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
  void leave_checkpoints() { db_.exec("PRAGMA wal_autocheckpoint = 0"); }
  void checkpoint() { query("PRAGMA wal_checkpoint(PASSIVE)").executeStep(); }

  /// Runs `work` in one transaction that locks out other writers from its start; commits, or
  /// rolls back where it throws.
  void transact(const std::function<void()>& work);

 private:
  template <class T>
  static void bind(SQLite::Statement& statement, int index, const T& value) {
    statement.bind(index, value);
  }
  template <class T>
  static void bind(SQLite::Statement& statement, int index, const std::optional<T>& value) {
    if (value) statement.bind(index, *value);
  }

  std::filesystem::path path_;
  SQLite::Database db_;
};

/// Number of the newest migration built into this program.
int schema_version();

/// Now in UTC, "2024-04-16T02:24:48.123Z".
std::string now_utc();
/// The same, `seconds` from now.
std::string utc_in(int64_t seconds);

/// A column that may be NULL.
std::optional<std::string> optional_text(const SQLite::Column& column);
std::optional<double> optional_number(const SQLite::Column& column);

}  // namespace noctule
