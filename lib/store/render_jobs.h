// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "store/render_key.h"

namespace noctule {

/// A recording that a user queued, to be rendered with the default parameters.
struct RenderJob {
  Id user = 0;
  Id recording = 0;
};

/// Queues recordings for a user, in this order; those already waiting keep their place. If none was
/// waiting, the user's progress starts again. Writes in short transactions, and only if needed, so
/// that others can write in between.
void add_render_jobs(Store& store, Id user, const std::vector<Id>& recordings);

bool has_waiting_jobs(Store& store);

bool is_waiting(Store& store, const RenderJob& job);

/// The first waiting job of the next user after `last_user`, so that users take turns; skips
/// recordings that are claimed with `key`.
std::optional<RenderJob> next_render_job(Store& store, Id last_user, const RenderKey& key);

/// Ends the waiting jobs of all users for a recording.
void finish_render_jobs(Store& store, Id recording, bool failed);

struct RenderProgress {
  int64_t waiting = 0, done = 0, failed = 0;
};
RenderProgress render_progress(Store& store, Id user);

}  // namespace noctule
