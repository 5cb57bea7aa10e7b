// SPDX-License-Identifier: GPL-3.0-or-later
#include <sodium.h>

#include <algorithm>

#include "core/error.h"
#include "http/context.h"
#include "http/json.h"
#include "http/negotiation.h"
#include "http/routes.h"
#include "pipeline/shrink.h"
#include "pipeline/stored.h"
#include "store/bulk_selection.h"
#include "store/render_jobs.h"

namespace noctule {
namespace {

std::string base64(const std::string& bytes) {
  constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL;
  std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), kVariant);
  text.pop_back();  // the terminating NUL
  return text;
}

/// ?shrink=: how many times to halve the width of the image.
int shrink_of(const Context& c) {
  const int64_t shrink = c.number("shrink", 0);
  if (shrink > kMaxShrink)
    throw UsageError("shrink must be from 0 to " + std::to_string(kMaxShrink));
  return static_cast<int>(shrink);
}

/// ?base64=: whether the JSON includes the image.
bool wants_base64(const Context& c) {
  const std::string text = c.text("base64", "true");
  if (text != "true" && text != "false") throw UsageError("base64 must be true or false");
  return text == "true";
}

/// Rejects unknown and invalid query parameters before any work.
void check_parameters(const Context& c) {
  for (const auto& [name, value] : c.request.query)
    if (name != "shrink" && name != "base64") throw UsageError("Unknown parameter " + name);
  shrink_of(c);
  wants_base64(c);
}

/// Identifies an image's contents. Includes the creation time, since SQLite may reuse a deleted id.
std::string tag_of(const Spectrogram& s, Variant variant, int number, int shrink = 0) {
  std::string tag = std::to_string(s.id) + '-' + s.created + "-" + to_text(variant) + "-" +
                    std::to_string(number);
  if (shrink > 0) tag.append("-").append(std::to_string(shrink));
  return tag;
}

/// The JPEG, in fewer columns where `shrink` is not 0.
BodyCache::Text image(Context& c, const Spectrogram& s, Variant variant, int number,
                      int shrink = 0) {
  return c.services.bodies.get(tag_of(s, variant, number, shrink), [&] {
    if (shrink == 0) return images_of(c.store, s.id, variant).read(number);
    return shrink_image(*image(c, s, variant, number), shrink,
                        parameters_of(c.store, s.parameters_id));
  });
}

/// The JPEG, or 304 if the client has it cached.
Response jpeg_response(Context& c, const Spectrogram& s, Variant variant, int number) {
  const int shrink = shrink_of(c);
  const std::string etag = '"' + tag_of(s, variant, number, shrink) + '"';
  Response response;
  response.headers = {{"ETag", etag}, {"Cache-Control", "private"}, {"Vary", "Accept"}};
  if (client_has(c.request, etag)) {
    response.status = 304;
    return response;
  }
  response.headers.emplace_back("Content-Type", "image/jpeg");
  response.body = image(c, s, variant, number, shrink);
  return response;
}

Response json_response(Context& c, const Recording& recording, const Spectrogram& s,
                       Variant variant) {
  const ImageSet full = images_of(c.store, s.id, Variant::kFull);
  const auto segments = segments_of(c.store, s.id);
  nlohmann::json info = spectro_info(s, full.widths.front());
  if (variant == Variant::kCompressed) add_segments(info, s, segments);
  const ImageSet images = variant == Variant::kFull ? full : images_of(c.store, s.id, variant);
  const nlohmann::json rest = {{"spectroInfo", info},
                               {"tiles", tiles_json(s, variant, images, segments)}};
  std::string text = "{";
  if (wants_base64(c)) {
    const auto encoded = c.services.bodies.get(tag_of(s, variant, 0) + "-base64",
                                               [&] { return base64(*image(c, s, variant, 0)); });
    // Base64 needs no escaping: skip the JSON library for this large string.
    text += "\"base64_spectrogram\":\"" + *encoded + "\",";
  }
  text += to_text(rest).substr(1);
  text.back() = ',';
  return annotations_response(c, recording, text + "\"annotations\":", "}").with("Vary", "Accept");
}

using Respond = Response (*)(Context&, const Recording&, const Spectrogram&, Variant);

/// What is needed to answer a request once its render has finished.
struct PendingAnswer {
  Services& services;
  const Request& request;
  Token token;
  std::vector<Id> ids;
  Id recording;
  Variant variant;
  Respond respond;

  Response make(Store& store, const std::exception_ptr& error) const {
    if (error) std::rethrow_exception(error);
    Context c{services, store, request, token, ids};
    const Recording now = c.recording();  // it may have been deleted or made private meanwhile
    const auto spectrogram = current_spectrogram(store, recording);
    if (!spectrogram) throw NotFoundError("Recording not found");
    return respond(c, now, *spectrogram, variant);
  }
};

/// Answers immediately if the spectrogram is stored, else when its (shared) render has finished.
Answer answer(Context& c, Variant variant, Respond respond) {
  check_parameters(c);
  const Recording recording = c.recording();
  if (const auto spectrogram = current_spectrogram(c.store, recording.id))
    return respond(c, recording, *spectrogram, variant);
  const PendingAnswer pending{c.services,   c.request, c.token, c.ids,
                              recording.id, variant,   respond};
  return Deferred([pending](const Done& done) {
    const auto finish = [pending, done](Store& store, const std::exception_ptr& error) {
      done(answered([&] { return pending.make(store, error); },
                    pending.token.scope == Scope::kAdmin));
    };
    if (!pending.services.renders.request(pending.token.user_id, pending.recording, finish))
      done(busy_response("Too many renders are waiting; try again"));
  });
}

Response respond_whole(Context& c, const Recording& recording, const Spectrogram& s,
                       Variant variant) {
  return prefers(c.request, "image/jpeg", "application/json")
             ? jpeg_response(c, s, variant, 0)
             : json_response(c, recording, s, variant);
}

Response respond_tile(Context& c, const Recording&, const Spectrogram& s, Variant variant) {
  const auto number = images_of(c.store, s.id, variant).number_of_tile(c.ids.at(1));
  if (!number) throw NotFoundError("Tile not found");
  return jpeg_response(c, s, variant, *number);
}

/// A shrunk image must be encoded first, not just fetched.
bool shrinks(const Request& request) { return request.query.contains("shrink"); }

}  // namespace

/// JSON may contain any number of annotations.
RunsOn image_runs_on(const Request& request) {
  const bool jpeg = prefers(request, "image/jpeg", "application/json");
  return jpeg && !shrinks(request) ? RunsOn::kEventLoop : RunsOn::kReaders;
}
RunsOn tile_runs_on(const Request& request) {
  return shrinks(request) ? RunsOn::kReaders : RunsOn::kEventLoop;
}

Answer get_spectrogram_route(Context& c) { return answer(c, Variant::kFull, respond_whole); }
Answer get_compressed_route(Context& c) { return answer(c, Variant::kCompressed, respond_whole); }
Answer get_tile_route(Context& c) { return answer(c, Variant::kFull, respond_tile); }
Answer get_compressed_tile_route(Context& c) {
  return answer(c, Variant::kCompressed, respond_tile);
}

Answer list_spectrograms_route(Context& c) {
  auto array = nlohmann::json::array();
  const bool with_parameters = c.text("include", "") == "parameters";
  for (const ListedSpectrogram& s : list_spectrograms(c.store, c.limit(), c.number("offset", 0))) {
    auto& object = array.emplace_back(to_json(s.spectrogram));
    if (!with_parameters) continue;
    object["recording_name"] = s.recording_name;
    object["parameters"] = nlohmann::json::parse(s.parameters);
  }
  return Response::json(200, array)
      .with("X-Total-Count", std::to_string(count_spectrograms(c.store)));
}

namespace {

constexpr size_t kMaxBulkIds = 10'000;

/// The distinct recording ids of a bulk request; nullopt if it has none.
std::optional<std::vector<Id>> bulk_ids(const nlohmann::json& body) {
  const auto given = body.find("recording_ids");
  if (given == body.end() || given->is_null()) return std::nullopt;
  return ids_of_array(*given, "recording_ids", kMaxBulkIds);
}

}  // namespace

Answer start_bulk_route(Context& c) {
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

Answer get_bulk_route(Context& c) {
  const RenderProgress progress = render_progress(c.store, c.token.user_id);
  return Response::json(200, {{"queued", progress.waiting + progress.done + progress.failed},
                              {"done", progress.done},
                              {"failed", progress.failed},
                              {"running", progress.waiting > 0}});
}

}  // namespace noctule
