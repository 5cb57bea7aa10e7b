// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <optional>
#include <set>
#include <vector>

#include "pipeline/bulk.h"
#include "pipeline/export.h"

namespace noctule {

/// What to do, determined before anything is rendered.
struct BulkPlan {
  std::deque<Id> pending;           ///< recordings to render
  std::vector<BulkResult> settled;  ///< for recordings that need no rendering
  std::vector<ExportedRecording> exported;
};
/// Plans a run for all recordings, or for those in `only`.
BulkPlan plan_bulk(Store& store, const RenderKey& key, const BulkOptions& options,
                   const std::optional<std::set<Id>>& only);

}  // namespace noctule
