// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/render_jobs.h"

#include <algorithm>

#include "store/statement.h"

namespace noctule {
namespace {

int64_t count(Store& store, Id user, const char* state) {
  return value_of<int64_t>(store, "SELECT count(*) FROM render_job WHERE state = ? AND user_id = ?",
                           state, user);
}

void forget_finished(Store& store, Id user) {
  run(store, "DELETE FROM render_job WHERE user_id = ? AND state <> 'waiting'", user);
}

void add_batch(Store& store, Id user, const std::vector<Id>& recordings) {
  run(store,
      "INSERT INTO render_job (user_id, recording_id) SELECT ?, r.id FROM json_each(?) wanted"
      " JOIN recording r ON r.id = wanted.value WHERE true ORDER BY wanted.key"
      " ON CONFLICT (user_id, recording_id) DO UPDATE SET state = 'waiting'",
      user, json_array(recordings));
}

}  // namespace

void add_render_jobs(Store& store, Id user, const std::vector<Id>& recordings) {
  constexpr size_t kBatch = 1000;
  const auto lacking =
      values_of<Id>(store,
                    "SELECT value FROM json_each(?2) WHERE NOT EXISTS (SELECT 1 FROM render_job"
                    " WHERE user_id = ?1 AND recording_id = value AND state = 'waiting')"
                    " ORDER BY key",
                    user, json_array(recordings));
  const RenderProgress former = render_progress(store, user);
  if (former.waiting == 0 && former.done + former.failed > 0)
    store.transact([&] { forget_finished(store, user); });
  for (size_t at = 0; at < lacking.size(); at += kBatch) {
    const auto first = lacking.begin() + static_cast<long>(at);
    const auto count = std::min(kBatch, lacking.size() - at);
    const std::vector<Id> batch(first, first + static_cast<long>(count));
    store.transact([&] { add_batch(store, user, batch); });
  }
}

bool has_waiting_jobs(Store& store) {
  return value_of<bool>(store, "SELECT EXISTS (SELECT 1 FROM render_job WHERE state = 'waiting')");
}

bool is_waiting(Store& store, const RenderJob& job) {
  return value_of<bool>(store,
                        "SELECT EXISTS (SELECT 1 FROM render_job WHERE user_id = ?"
                        " AND recording_id = ? AND state = 'waiting')",
                        job.user, job.recording);
}

std::optional<RenderJob> next_render_job(Store& store, Id last_user, const RenderKey& key) {
  for (const Id after : {last_user, Id{0}}) {
    Statement row(store,
                  "SELECT user_id, recording_id FROM render_job j"
                  " WHERE state = 'waiting' AND user_id > ? AND NOT EXISTS (SELECT 1 FROM claim"
                  "  WHERE recording_id = j.recording_id AND parameters_id = ?"
                  "  AND renderer_version = ?) ORDER BY user_id, id LIMIT 1",
                  after, key.parameters_id, key.renderer_version);
    if (row.step()) return RenderJob{row.get<Id>("user_id"), row.get<Id>("recording_id")};
  }
  return std::nullopt;
}

void finish_render_jobs(Store& store, Id recording, bool failed) {
  run(store, "UPDATE render_job SET state = ? WHERE recording_id = ? AND state = 'waiting'",
      failed ? "failed" : "done", recording);
}

RenderProgress render_progress(Store& store, Id user) {
  return {count(store, user, "waiting"), count(store, user, "done"), count(store, user, "failed")};
}

}  // namespace noctule
