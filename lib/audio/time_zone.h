// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

namespace noctule {

/// Whether a text names a time zone: "+02:00", "-5", "Z", or a zone of the system's database such
/// as "Europe/Berlin".
bool is_time_zone(const std::string& zone);

/// A timestamp (timestamp.h) with the zone's offset from UTC at that time; unchanged if it has a
/// zone or no time. A local time that the clocks repeat gets the earlier offset, one that they skip
/// the offset before.
std::string with_time_zone(const std::string& timestamp, const std::string& zone);

/// Whether a timestamp has a time, but no zone.
bool lacks_time_zone(const std::string& timestamp);

}  // namespace noctule
