// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/timestamp.h"

#include <date/date.h>

#include <array>
#include <cctype>
#include <chrono>
#include <sstream>

namespace noctule {
namespace {

using std::chrono::milliseconds, std::chrono::minutes, std::chrono::seconds;

/// Parses the start of a text in a format of date::from_stream(); removes what it has read.
template <class Value>
std::optional<Value> take(std::string_view& text, const char* format) {
  std::istringstream in{std::string(text)};
  Value value{};
  date::from_stream(in, format, value);
  if (in.fail()) return std::nullopt;
  text.remove_prefix(in.eof() ? text.size() : static_cast<size_t>(in.tellg()));
  return value;
}

bool starts_with_digit(std::string_view text) {
  return !text.empty() && std::isdigit(static_cast<unsigned char>(text.front())) != 0;
}

std::optional<date::year_month_day> take_date(std::string_view& text, const char* format) {
  const std::string_view before = text;
  const auto day = take<date::year_month_day>(text, format);
  if (day && day->ok() && day->year() >= date::year(1970) && day->year() <= date::year(2099))
    return day;
  text = before;
  return std::nullopt;
}

/// Whether each field of a format is a number of one or two digits in the text.
/// date::from_stream() converts an uninitialized number if the seconds are missing.
bool has_fields(std::string_view text, std::string_view format) {
  for (; !format.empty(); format.remove_prefix(1)) {
    const bool field = format.starts_with('%');
    if (field ? !starts_with_digit(text) : !text.starts_with(format.front())) return false;
    text.remove_prefix(1);
    if (!field) continue;
    if (starts_with_digit(text)) text.remove_prefix(1);
    format.remove_prefix(1);
  }
  return true;
}

/// A time of day that ends where no digit follows.
std::optional<milliseconds> take_time(std::string_view& text, const char* format) {
  if (!has_fields(text, format)) return std::nullopt;
  std::string_view rest = text;
  const auto time = take<milliseconds>(rest, format);
  if (!time || *time >= std::chrono::hours(24) || starts_with_digit(rest)) return std::nullopt;
  text = rest;
  return time;
}

/// "Z", "+01:00", "+1:00", "+0100" or "+1", as "Z" or "+01:00"; "" if there is none.
std::string take_zone(std::string_view& text) {
  const size_t spaces = std::min(text.find_first_not_of(' '), text.size());
  std::string_view rest = text.substr(spaces);
  if (rest.starts_with('Z')) {
    text = rest.substr(1);
    return "Z";
  }
  if (!rest.starts_with('+') && !rest.starts_with('-')) return "";
  const char sign = rest.front();
  rest.remove_prefix(1);
  for (const char* format : {"%H:%M", "%H%M", "%H"}) {
    const auto offset = take_time(rest, format);
    if (!offset) continue;
    text = rest;
    return sign + date::format("%H:%M", std::chrono::floor<minutes>(*offset));
  }
  return "";
}

std::string to_iso(const date::year_month_day& day) { return date::format("%F", day); }

std::string to_iso(const date::year_month_day& day, milliseconds time, bool with_fraction) {
  const auto at = date::local_days(day) + time;
  return with_fraction ? date::format("%FT%T", at)
                       : date::format("%FT%T", std::chrono::floor<seconds>(at));
}

/// A timestamp at the start of a text, and what follows it.
struct Parsed {
  std::string iso;
  std::string_view rest;
};

std::optional<Parsed> parse_timestamp(std::string_view text) {
  const auto day = take_date(text, " %Y-%m-%d");
  if (!day) return std::nullopt;
  if (!text.starts_with('T') && !text.starts_with(' ')) return Parsed{to_iso(*day), text};
  const std::string_view after_date = text;
  text.remove_prefix(1);
  for (const char* format : {"%H:%M:%S", "%H:%M"}) {
    const std::string_view before = text;
    const auto time = take_time(text, format);
    if (!time) continue;
    const std::string_view read = before.substr(0, before.size() - text.size());
    const bool with_fraction = read.find('.') != std::string_view::npos;
    std::string iso = to_iso(*day, *time, with_fraction);
    return Parsed{iso + take_zone(text), text};
  }
  return Parsed{to_iso(*day), after_date};
}

struct FileNameFormat {
  const char* format;
  size_t length;
};

constexpr std::array kDatesInNames = {FileNameFormat{"%Y%m%d", 8}, FileNameFormat{"%Y-%m-%d", 10},
                                      FileNameFormat{"%Y_%m_%d", 10},
                                      FileNameFormat{"%Y.%m.%d", 10}};
constexpr std::array kTimesInNames = {FileNameFormat{"%H%M%S", 6},   FileNameFormat{"%H-%M-%S", 8},
                                      FileNameFormat{"%H_%M_%S", 8}, FileNameFormat{"%H:%M:%S", 8},
                                      FileNameFormat{"%H.%M.%S", 8}, FileNameFormat{"%H%M", 4},
                                      FileNameFormat{"%H-%M", 5}};

/// The time in a file name after its date and a separator.
std::optional<milliseconds> time_in_name(std::string_view text) {
  if (text.empty() || std::string_view("-_T ").find(text.front()) == std::string_view::npos)
    return std::nullopt;
  text.remove_prefix(1);
  for (const FileNameFormat& time : kTimesInNames) {
    if (text.size() < time.length || starts_with_digit(text.substr(time.length))) continue;
    std::string_view part = text.substr(0, time.length);
    const auto parsed = take_time(part, time.format);
    if (parsed && part.empty()) return parsed;
  }
  return std::nullopt;
}

/// A date at the start of a text, with the time that may follow it.
std::optional<std::string> date_at_start(std::string_view text) {
  for (const FileNameFormat& date : kDatesInNames) {
    if (text.size() < date.length) continue;
    std::string_view part = text.substr(0, date.length);
    const std::string_view rest = text.substr(date.length);
    const auto day = take_date(part, date.format);
    if (!day || !part.empty() || starts_with_digit(rest)) continue;
    const auto time = time_in_name(rest);
    return time ? to_iso(*day, *time, false) : to_iso(*day);
  }
  return std::nullopt;
}

constexpr size_t kMaxTimestamp = 64;

}  // namespace

std::optional<std::string> normalise_timestamp(std::string_view text) {
  const auto parsed = parse_timestamp(text.substr(0, kMaxTimestamp));
  return parsed ? std::optional(parsed->iso) : std::nullopt;
}

std::optional<TimestampParts> timestamp_parts(std::string_view text) {
  const auto day = take_date(text, "%Y-%m-%d");
  if (!day) return std::nullopt;
  TimestampParts parts{date::sys_days(*day), {}, {}};
  if (!text.starts_with('T')) return parts;
  text.remove_prefix(1);
  const auto time = take_time(text, "%H:%M:%S");
  if (!time) return parts;
  parts.time = std::chrono::floor<seconds>(*time);
  if (text == "Z") parts.offset = minutes(0);
  if (!text.starts_with('+') && !text.starts_with('-')) return parts;
  const bool west = text.starts_with('-');
  text.remove_prefix(1);
  if (const auto offset = take_time(text, "%H:%M"))
    parts.offset = (west ? -1 : 1) * std::chrono::floor<minutes>(*offset);
  return parts;
}

bool is_timestamp(std::string_view text) {
  if (text.size() > kMaxTimestamp) return false;
  const auto parsed = parse_timestamp(text);
  return parsed && parsed->rest.empty();
}

std::optional<std::string> date_in_file_name(std::string_view file_name) {
  for (size_t i = 0; i < file_name.size(); ++i) {
    const bool starts_number = i == 0 || !starts_with_digit(file_name.substr(i - 1));
    if (!starts_number || !starts_with_digit(file_name.substr(i))) continue;
    if (auto date = date_at_start(file_name.substr(i))) return date;
  }
  return std::nullopt;
}

std::string now_utc() { return utc_in(0); }

std::string utc_in(int64_t offset_s) {
  const auto time = std::chrono::system_clock::now() + seconds(offset_s);
  return date::format("%FT%TZ", date::floor<milliseconds>(time));
}

}  // namespace noctule
