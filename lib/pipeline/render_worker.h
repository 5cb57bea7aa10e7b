// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>

#include "store/claims.h"
#include "store/render_jobs.h"

namespace noctule {

/// Renders a recording with the default parameters if it has no such spectrogram yet. Throws
/// NotFoundError if there is no such recording; remembers in the store why a render failed.
void render_default(Store& store, Id recording);

/// Renders recordings on one thread with the default parameters, each claimed first, so that no two
/// threads or processes render the same one.
class RenderWorker {
 public:
  /// Renders one recording if needed; throws if that fails.
  using Render = std::function<void(Store& store, Id recording)>;

  RenderWorker(Store& store, Render render) : store_(store), render_(std::move(render)) {}

  Store& store() { return store_; }

  /// Claims a recording from the queue in the store, of the next user after `last_user`; nullopt if
  /// there is none that no other process has claimed.
  std::optional<RenderJob> take_job(Id last_user);

  /// Renders a recording that take_job() returned, and ends its jobs. Throws what the render
  /// throws; after a FatalError the jobs keep waiting.
  void render_taken(Id recording);

  /// Renders a recording for a request, after another process that is rendering it has finished.
  void render(Id recording);

 private:
  enum class Claim { kOurs, kOthers, kUnneeded };
  Claim claim(Id recording);
  void finish(Id recording, std::optional<bool> failed);
  WorkerProcess& process();
  RenderKey key();

  Store& store_;
  Render render_;
  std::optional<WorkerProcess> process_;
};

}  // namespace noctule
