// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/time_range.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "exchange/label.h"

namespace noctule {

void TimeRange::validate() const {
  const auto require = [](bool holds, const char* message) {
    if (!holds) throw UsageError(message);
  };
  require(std::isfinite(start_ms.value_or(0)) && start_ms.value_or(0) >= 0,
          "--start must be 0 ms or later");
  require(!end_ms || (std::isfinite(*end_ms) && *end_ms > start_ms.value_or(0)),
          "--end must be after --start, both in ms");
}

ColumnRange TimeRange::columns(const Geometry& geometry, const std::string& name,
                               std::vector<std::string>& warnings) const {
  constexpr double kTolerance = 1e-6;
  const double duration_ms = geometry.duration_ms();
  if (start_ms.value_or(0) >= duration_ms)
    throw RecordingError(name + ": ends at " + exact(duration_ms) + " ms, before --start " +
                         exact(*start_ms) + "; choose an earlier --start");
  if (end_ms.value_or(0) > duration_ms)
    warnings.push_back("ends at " + exact(duration_ms) + " ms, before --end " + exact(*end_ms) +
                       "; drawn to its end");
  const double columns_per_ms = static_cast<double>(geometry.px_per_second) / 1000;
  ColumnRange columns{0, geometry.width};
  if (start_ms)
    columns.start =
        std::min(geometry.width - 1,
                 static_cast<int64_t>(std::floor(*start_ms * columns_per_ms + kTolerance)));
  if (end_ms && *end_ms < duration_ms)
    columns.stop =
        std::clamp(static_cast<int64_t>(std::ceil(*end_ms * columns_per_ms - kTolerance)),
                   columns.start + 1, geometry.width);
  return columns;
}

}  // namespace noctule
