// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace noctule {

/// An error in a label file; the caller adds the file's name.
[[noreturn]] void throw_at_line(size_t line, const std::string& what);

/// A table read from text whose first line names its columns. Throws RecordingError with the line
/// for text that is not such a table.
class Table {
 public:
  struct Row {
    size_t line = 0;
    std::vector<std::string> cells;
  };

  /// With a comma as separator, cells may be quoted as in RFC 4180.
  Table(std::string_view text, char separator);

  const std::vector<std::string>& columns() const { return columns_; }
  const std::vector<Row>& rows() const { return rows_; }
  /// The first of these columns that exists, in any case of letters; nullopt if none does.
  std::optional<size_t> find(std::initializer_list<std::string_view> names) const;
  /// The same; throws if there is none.
  size_t need(std::string_view name) const;

  /// A cell, empty if the row is too short or there is no such column. Throws if it is not UTF-8.
  static std::string text(const Row& row, std::optional<size_t> column);
  /// The same as bytes, for file names.
  static std::string bytes(const Row& row, std::optional<size_t> column);
  /// The number in a cell times `unit`; nullopt if the cell is empty. Throws if it is not a number
  /// or the result is below 0 or above 1e12.
  std::optional<double> number(const Row& row, std::optional<size_t> column, double unit) const;
  /// The same for a cell that must not be empty.
  double needed_number(const Row& row, size_t column, double unit) const;

 private:
  std::vector<std::string> columns_;
  std::vector<Row> rows_;
};

/// Text without a byte order mark. Throws RecordingError for UTF-16 and binary data.
std::string_view checked_text(std::string_view text);

}  // namespace noctule
