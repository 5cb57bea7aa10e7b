// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchange/table.h"

#include <algorithm>

#include "core/number.h"
#include "core/text.h"

namespace noctule {
namespace {

/// Splits text into rows of cells.
class RowReader {
 public:
  RowReader(std::string_view text, char separator) : text_(text), separator_(separator) {}

  bool at_end() const { return text_.empty(); }

  Table::Row next() {
    Table::Row row;
    row.line = line_;
    do
      row.cells.push_back(separator_ == ',' && text_.starts_with('"') ? quoted(row.line) : plain());
    while (take(separator_));
    take('\r');
    if (take('\n')) ++line_;
    return row;
  }

 private:
  bool take(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }

  std::string plain() {
    size_t end = text_.find_first_of(std::string{separator_, '\n'});
    if (end == std::string_view::npos) end = text_.size();
    std::string cell(text_.substr(0, end));
    text_.remove_prefix(end);
    if ((text_.empty() || text_.front() == '\n') && cell.ends_with('\r')) cell.pop_back();
    return cell;
  }

  std::string quoted(size_t row_line) {
    std::string cell;
    take('"');
    while (true) {
      const size_t end = text_.find('"');
      if (end == std::string_view::npos)
        throw_at_line(row_line, "a quotation mark is not closed; the file may be cut off");
      line_ += static_cast<size_t>(std::count(text_.begin(), text_.begin() + end, '\n'));
      cell += text_.substr(0, end);
      text_.remove_prefix(end + 1);
      if (!take('"')) return cell + plain();
      cell += '"';
    }
  }

  std::string_view text_;
  char separator_;
  size_t line_ = 1;
};

}  // namespace

void throw_at_line(size_t line, const std::string& what) {
  throw RecordingError("line " + std::to_string(line) + ": " + what);
}

Table::Table(std::string_view text, char separator) {
  RowReader reader(text, separator);
  if (reader.at_end()) throw_at_line(1, "the file is empty; it needs a line with column names");
  columns_ = reader.next().cells;
  for (std::string& column : columns_) column = trimmed(column);
  while (!reader.at_end()) {
    Row row = reader.next();
    const bool blank =
        std::all_of(row.cells.begin(), row.cells.end(), [](const auto& c) { return c.empty(); });
    if (blank) continue;
    if (row.cells.size() > columns_.size() && !row.cells.back().empty())
      throw_at_line(row.line, "it has " + std::to_string(row.cells.size()) +
                                  " columns and line 1 " + std::to_string(columns_.size()));
    rows_.push_back(std::move(row));
  }
}

std::optional<size_t> Table::find(std::initializer_list<std::string_view> names) const {
  for (const std::string_view name : names)
    for (size_t i = 0; i < columns_.size(); ++i)
      if (lower_case(columns_[i]) == lower_case(std::string(name))) return i;
  return std::nullopt;
}

size_t Table::need(std::string_view name) const {
  if (const auto column = find({name})) return *column;
  throw_at_line(1, "there is no column '" + std::string(name) + "'");
}

std::string Table::bytes(const Row& row, std::optional<size_t> column) {
  return column && *column < row.cells.size() ? row.cells[*column] : "";
}

std::string Table::text(const Row& row, std::optional<size_t> column) {
  std::string cell = bytes(row, column);
  if (!is_utf8(cell)) throw_at_line(row.line, "the text is not UTF-8; save the file as UTF-8");
  return cell;
}

std::optional<double> Table::number(const Row& row, std::optional<size_t> column,
                                    double unit) const {
  const std::string cell = bytes(row, column);
  std::string_view text = trimmed(cell);
  if (text.empty()) return std::nullopt;
  const auto fail = [&](const char* what) {
    throw_at_line(row.line, columns_[*column] + what + escape_control(cell.substr(0, 40)));
  };
  if (text.front() == '+') text.remove_prefix(1);
  const auto value = parse_number<double>(text);
  if (!value) fail(" is not a number: ");
  if (!(*value >= 0 && *value * unit <= 1e12)) fail(" is out of range: ");
  return *value * unit;
}

double Table::needed_number(const Row& row, size_t column, double unit) const {
  if (const auto value = number(row, column, unit)) return *value;
  throw_at_line(row.line, columns_[column] + " is missing");
}

std::string_view checked_text(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
    throw_at_line(1, "the text is UTF-16; save the file as UTF-8");
  const size_t nul = text.find('\0');
  if (nul != std::string_view::npos) {
    const auto before = text.substr(0, nul);
    throw_at_line(static_cast<size_t>(std::count(before.begin(), before.end(), '\n')) + 1,
                  "this is binary data, not a label file");
  }
  return text;
}

}  // namespace noctule
