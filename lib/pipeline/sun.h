// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

namespace noctule {

/// When the sun sets and rises in a night: local times, YYYY-MM-DDTHH:MM:SS. Absent where it does
/// not on that day, as in polar summers.
struct SunTimes {
  std::optional<std::string> sunset, sunrise;
};

/// `night`: YYYY-MM-DD of the evening; other texts have no times. Degrees, north and east positive.
/// Accurate to about a minute up to 60 degrees of latitude (refraction as at sea level); formula of
/// NOAA, "General Solar Position Calculations",
/// https://gml.noaa.gov/grad/solcalc/solareqns.PDF.
SunTimes sun_times(const std::string& night, double latitude, double longitude,
                   int utc_offset_minutes);

/// A recording's offset from UTC. A timestamp in UTC or without a zone has that of its longitude,
/// 15 degrees an hour, as in Recording::local_time.
int utc_offset_minutes(const std::string& recorded_at, double longitude);

}  // namespace noctule
