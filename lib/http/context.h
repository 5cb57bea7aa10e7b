// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "http/auth.h"
#include "http/body_cache.h"
#include "http/drawn_images.h"
#include "http/error_response.h"
#include "http/message.h"
#include "http/task_threads.h"
#include "pipeline/render_queue.h"
#include "store/store.h"

namespace noctule {

/// Services shared by all handlers.
struct Services {
  RenderQueue& renders;
  BodyCache& bodies;
  DrawnImages& drawn;
  TaskThreads& readers;  ///< for the pieces of streamed bodies
};

/// What a handler gets: the request, the caller and access to the store.
struct Context {
  Services& services;
  Store& store;
  const Request& request;
  const Token& token;
  std::vector<Id> ids;  ///< the numbers in the path, in order

  bool admin() const { return token.scope == Scope::kAdmin; }
  /// The recording with this id, ids[0] by default. Throws NotFoundError if it does not exist or
  /// the caller may not see it.
  Recording recording() const { return recording(ids.at(0)); }
  Recording recording(Id id) const;
  /// The body as a JSON object. Throws UsageError if it is not one.
  nlohmann::json json_body() const;
  /// A query parameter, or `otherwise` if absent.
  std::string text(const char* name, const std::string& otherwise) const;
  /// ?author=: the caller, or nullopt for `all` authors. Throws UsageError for anything else.
  std::optional<Id> author() const;
  /// ?limit=, at most 1000; -1 (no limit) if absent. Throws UsageError.
  int64_t limit() const;
  /// A non-negative integer query parameter, or `otherwise` if absent. Throws UsageError.
  int64_t number(const char* name, int64_t otherwise) const;
};

/// The caller's annotations of a recording as a JSON array, between `before` and `after`.
Response annotations_response(const Context& context, const Recording& recording,
                              std::string before = "", std::string after = "");

/// The handlers, grouped by topic (NAME_routes.cpp).
Reply list_recordings_route(Context& context);
Reply add_recording_route(Context& context);
Reply list_nights_route(Context& context);
Reply get_night_route(Context& context);
Reply get_recording_route(Context& context);
Reply change_recording_route(Context& context);
Reply delete_recording_route(Context& context);
Reply get_audio_route(Context& context);
Reply get_spectrogram_route(Context& context);
Reply get_compressed_route(Context& context);
Reply get_tile_route(Context& context);
Reply get_compressed_tile_route(Context& context);
Reply get_detail_route(Context& context);
Reply get_spectrogram_by_id_route(Context& context);
Reply get_compressed_by_id_route(Context& context);
Reply get_tile_by_id_route(Context& context);
Reply get_compressed_tile_by_id_route(Context& context);
Reply list_spectrograms_route(Context& context);
Reply list_calls_route(Context& context);
Reply list_annotations_route(Context& context);
Reply add_annotation_route(Context& context);
Reply change_annotation_route(Context& context);
Reply delete_annotation_route(Context& context);
Reply get_identification_route(Context& context);
Reply put_identification_route(Context& context);
Reply delete_identification_route(Context& context);
Reply list_species_route(Context& context);
Reply start_bulk_route(Context& context);
Reply get_bulk_route(Context& context);
Reply get_me_route(Context& context);

}  // namespace noctule
