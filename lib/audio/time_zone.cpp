// SPDX-License-Identifier: GPL-3.0-or-later
#include "audio/time_zone.h"

#include <date/tz.h>

#include <sstream>
#include <stdexcept>

#include "core/timestamp.h"

namespace noctule {
namespace {

constexpr size_t kDateTime = 19;  ///< length of YYYY-MM-DDTHH:MM:SS

/// "+2" → "+02:00"; nullopt for what is no offset.
std::optional<std::string> fixed_offset(const std::string& zone) {
  const std::string time = "2000-01-01T00:00:00";
  if (zone.empty() || zone.front() == ' ' || !is_timestamp(time + zone)) return std::nullopt;
  const std::string offset = normalise_timestamp(time + zone)->substr(kDateTime);
  return offset.empty() || offset.front() == '.' ? std::nullopt : std::optional(offset);
}

/// nullptr if the database has no such zone.
const date::time_zone* named_zone(const std::string& zone) {
  try {
    return date::locate_zone(zone);
  } catch (const std::runtime_error&) {
    return nullptr;
  }
}

std::string offset_at(const date::time_zone& zone, const std::string& local) {
  std::istringstream in(local.substr(0, kDateTime));
  date::local_seconds time;
  date::from_stream(in, "%FT%T", time);
  const auto minutes =
      std::chrono::duration_cast<std::chrono::minutes>(zone.get_info(time).first.offset);
  return (minutes.count() < 0 ? "-" : "+") + date::format("%H:%M", abs(minutes));
}

}  // namespace

bool is_time_zone(const std::string& zone) {
  return fixed_offset(zone) || (!zone.empty() && named_zone(zone) != nullptr);
}

bool lacks_time_zone(const std::string& timestamp) {
  return timestamp.size() >= kDateTime &&
         timestamp.find_first_of("Z+-", kDateTime) == std::string::npos;
}

std::string with_time_zone(const std::string& timestamp, const std::string& zone) {
  if (!lacks_time_zone(timestamp)) return timestamp;
  if (const auto offset = fixed_offset(zone)) return timestamp + *offset;
  const date::time_zone* named = named_zone(zone);
  return named != nullptr ? timestamp + offset_at(*named, timestamp) : timestamp;
}

}  // namespace noctule
