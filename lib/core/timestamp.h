// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace noctule {

/// Dates and times are texts in ISO 8601: YYYY-MM-DD[THH:MM:SS[.mmm][±HH:MM|Z]], local time where
/// the zone is unknown, from 1970 to 2099.

/// "2024-04-16 02:24:48+1:00" and similar → "2024-04-16T02:24:48+01:00"; nullopt if the text does
/// not start with a valid date. A time that is not valid is dropped.
std::optional<std::string> normalise_timestamp(std::string_view text);

/// Whether the whole text is a valid date, or date and time, of that form.
bool is_timestamp(std::string_view text);

/// The parts of a timestamp of that form.
struct TimestampParts {
  std::chrono::sys_days day;
  std::optional<std::chrono::seconds> time;    ///< since midnight
  std::optional<std::chrono::minutes> offset;  ///< of the zone from UTC
};
std::optional<TimestampParts> timestamp_parts(std::string_view timestamp);

/// Now in UTC, "2024-04-16T02:24:48.123Z".
std::string now_utc();
/// The same, `offset_s` seconds later.
std::string utc_in(int64_t offset_s);

/// The date in a recorder's file name, and the time that follows it: YYYYMMDD_HHMMSS,
/// YYYY-MM-DD_HH-MM-SS, YYYY.MM.DD, YYYYMMDD-HHMM and similar.
std::optional<std::string> date_in_file_name(std::string_view file_name);

}  // namespace noctule
