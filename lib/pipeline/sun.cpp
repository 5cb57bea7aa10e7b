// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/sun.h"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <numbers>

#include "core/timestamp.h"

namespace noctule {
namespace {

using std::chrono::sys_days, std::chrono::sys_seconds;

constexpr double kPi = std::numbers::pi;
constexpr double kDegree = kPi / 180;
/// Zenith distance of the sun's centre: half its diameter and refraction below the horizon.
constexpr double kZenith = 90.833 * kDegree;

/// Of the sun at some moment of a year.
struct SunPosition {
  double equation_of_time_minutes, declination_rad;
};

SunPosition position_at(double day_of_year, double hour_utc) {
  const double g = 2 * kPi / 365 * (day_of_year - 1 + (hour_utc - 12) / 24);
  return {229.18 * (0.000075 + 0.001868 * std::cos(g) - 0.032077 * std::sin(g) -
                    0.014615 * std::cos(2 * g) - 0.040849 * std::sin(2 * g)),
          0.006918 - 0.399912 * std::cos(g) + 0.070257 * std::sin(g) - 0.006758 * std::cos(2 * g) +
              0.000907 * std::sin(2 * g) - 0.002697 * std::cos(3 * g) + 0.00148 * std::sin(3 * g)};
}

/// Minutes from 0:00 UTC of the day to its sunrise (direction 1) or sunset (-1); the day is the
/// one whose noon at this longitude is nearest to 12:00 UTC of the date.
std::optional<double> event_minutes(double day_of_year, double latitude_rad, double longitude_deg,
                                    int direction) {
  double minutes = 720 - 4 * longitude_deg;
  for (int step = 0; step < 3; ++step) {  // the sun moves on between noon and the event
    const SunPosition sun = position_at(day_of_year, minutes / 60);
    const double cosine =
        std::cos(kZenith) / (std::cos(latitude_rad) * std::cos(sun.declination_rad)) -
        std::tan(latitude_rad) * std::tan(sun.declination_rad);
    if (!(std::abs(cosine) <= 1)) return std::nullopt;
    const double hour_angle = std::acos(cosine) / kDegree;
    minutes = 720 - 4 * (longitude_deg + direction * hour_angle) - sun.equation_of_time_minutes;
  }
  return minutes;
}

std::string iso_text(sys_seconds time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text;
}

std::optional<std::string> local_event(sys_days date, double latitude, double longitude,
                                       int direction, int utc_offset) {
  const std::chrono::year_month_day day(date);
  const auto first = sys_days(day.year() / std::chrono::January / 1);
  const auto minutes = event_minutes(static_cast<double>((date - first).count() + 1),
                                     latitude * kDegree, longitude, direction);
  if (!minutes) return std::nullopt;
  return iso_text(sys_seconds(date) +
                  std::chrono::seconds(std::lround((*minutes + utc_offset) * 60)));
}

}  // namespace

SunTimes sun_times(const std::string& night, double latitude, double longitude, int utc_offset) {
  const auto evening = timestamp_parts(night);
  if (!evening) return {};
  return {local_event(evening->day, latitude, longitude, -1, utc_offset),
          local_event(evening->day + std::chrono::days(1), latitude, longitude, 1, utc_offset)};
}

int utc_offset_minutes(const std::string& recorded_at, double longitude) {
  const auto parts = timestamp_parts(recorded_at);
  const auto offset = parts ? parts->offset : std::nullopt;
  if (offset && offset->count() != 0) return static_cast<int>(offset->count());
  return 60 * static_cast<int>(std::round(longitude / 15));
}

}  // namespace noctule
