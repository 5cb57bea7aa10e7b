// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/error.h"
#include "http/context.h"
#include "http/json.h"
#include "pipeline/stored.h"
#include "store/bulk_selection.h"
#include "store/render_jobs.h"
#include "store/spectrograms.h"

namespace noctule {

namespace {

constexpr size_t kMaxBulkIds = 10'000;

/// The distinct recording ids of a bulk request; nullopt if it has none.
std::optional<std::vector<Id>> bulk_ids(const nlohmann::json& body) {
  for (const auto& [name, value] : body.items())
    if (name != "recording_ids") throw UsageError("Unknown field " + name);
  const auto given = body.find("recording_ids");
  if (given == body.end() || given->is_null()) return std::nullopt;
  return ids_of_array(*given, "recording_ids", kMaxBulkIds);
}

}  // namespace

Reply start_bulk_route(Context& c) {
  const auto ids = bulk_ids(c.json_body());
  if (ids && count_visible(c.store, *ids, c.token.user_id, c.admin()) != ids->size())
    throw NotFoundError("Recording not found");
  const RenderKey key = default_render_key(c.store);
  const auto lacking = ids ? lacking_spectrogram(c.store, *ids, key)
                           : lacking_spectrogram_of_user(c.store, c.token.user_id, key);
  add_render_jobs(c.store, c.token.user_id, lacking);
  c.services.renders.look_for_jobs();
  return Response::json(202, {{"message", std::to_string(lacking.size()) + " recordings queued"},
                              {"queued", lacking.size()}});
}

Reply get_bulk_route(Context& c) {
  const RenderProgress progress = render_progress(c.store, c.token.user_id);
  return Response::json(200, {{"queued", progress.waiting + progress.done + progress.failed},
                              {"done", progress.done},
                              {"failed", progress.failed},
                              {"running", progress.waiting > 0}});
}

}  // namespace noctule
