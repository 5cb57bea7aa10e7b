// SPDX-License-Identifier: GPL-3.0-or-later
// Internal to lib/store: no other folder uses SQL or SQLiteCpp.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "store/store.h"
#include "store/store_fault.h"

namespace noctule {

/// Runs `work`; rethrows SQLite errors as errors of core/error.h.
template <class Work>
auto translate_errors(const std::filesystem::path& store, Work work) {
  try {
    return work();
  } catch (const SQLite::Exception& error) {
    throw_store_error(error, store);
  }
}

/// Bytes to bind as a blob. They must outlive the statement's run.
struct Blob {
  const std::string& bytes;
};

/// A prepared statement with its arguments bound in order; null for an empty optional.
class Statement {
 public:
  template <class... Args>
  Statement(Store& store, const std::string& sql, const Args&... args) : store_(&store) {
    translate_errors(store_->path(), [&] {
      statement_.emplace(store.db(), sql);
      int index = 0;
      (bind_unchecked(++index, args), ...);
    });
  }

  /// Goes to the next row; false after the last.
  bool step() {
    return translate_errors(store_->path(), [&] { return statement_->executeStep(); });
  }

  /// Runs a statement that returns no rows; returns how many rows it changed.
  int run() {
    return translate_errors(store_->path(), [&] { return statement_->exec(); });
  }

  /// Resets a statement that has run and binds new arguments, starting at `index`.
  template <class... Args>
  void rebind(int index, const Args&... args) {
    translate_errors(store_->path(), [&] {
      statement_->reset();
      (bind_unchecked(index++, args), ...);
    });
  }

  /// A column of the row, by its name or index.
  template <class T, class Column>
  T get(Column column) {
    return translate_errors(store_->path(), [&] { return to<T>(statement_->getColumn(column)); });
  }

  /// The same, into a field.
  template <class T>
  void read(const char* column, T& field) {
    field = get<T>(column);
  }

 private:
  template <class T>
  void bind_unchecked(int index, const T& value) {
    if constexpr (std::is_same_v<T, bool>)
      statement_->bind(index, int{value});
    else
      statement_->bind(index, value);
  }
  void bind_unchecked(int index, const Blob& blob) {
    statement_->bindNoCopy(index, blob.bytes.data(), static_cast<int>(blob.bytes.size()));
  }
  template <class T>
  void bind_unchecked(int index, const std::optional<T>& value) {
    if (value) bind_unchecked(index, *value);
  }

  template <class T>
  static T to(const SQLite::Column& column) {
    if constexpr (std::is_same_v<T, bool>) {
      return column.getInt() != 0;
    } else if constexpr (std::is_same_v<T, std::string>) {
      return column.getString();
    } else if constexpr (std::is_floating_point_v<T>) {
      return static_cast<T>(column.getDouble());
    } else if constexpr (std::is_integral_v<T>) {
      return static_cast<T>(column.getInt64());
    } else {  // std::optional
      if (column.isNull()) return std::nullopt;
      return to<typename T::value_type>(column);
    }
  }

  Store* store_;
  std::optional<SQLite::Statement> statement_;
};

/// Runs a statement that returns no rows; returns how many rows it changed.
template <class... Args>
int run(Store& store, const std::string& sql, const Args&... args) {
  return Statement(store, sql, args...).run();
}

/// The first column of the first row; nullopt if there is no row.
template <class T, class... Args>
std::optional<T> find_value(Store& store, const std::string& sql, const Args&... args) {
  Statement statement(store, sql, args...);
  if (!statement.step()) return std::nullopt;
  return statement.get<T>(0);
}

/// The same for a query that always returns a row.
template <class T, class... Args>
T value_of(Store& store, const std::string& sql, const Args&... args) {
  return find_value<T>(store, sql, args...).value();
}

/// The first column of all rows.
template <class T, class... Args>
std::vector<T> values_of(Store& store, const std::string& sql, const Args&... args) {
  Statement statement(store, sql, args...);
  std::vector<T> values;
  while (statement.step()) values.push_back(statement.get<T>(0));
  return values;
}

/// The first of the rows; nullopt if there are none.
template <class Row>
std::optional<Row> first_of(std::vector<Row> rows) {
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

/// The id of the last inserted row.
Id last_inserted(Store& store);

/// "[1,2,3]", for json_each().
std::string json_array(const std::vector<Id>& ids);

}  // namespace noctule
