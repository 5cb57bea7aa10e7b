// SPDX-License-Identifier: GPL-3.0-or-later
#include <sodium.h>

#include <algorithm>

#include "core/error.h"
#include "http/context.h"
#include "http/json.h"
#include "http/negotiation.h"
#include "image/halve.h"
#include "pipeline/stored.h"
#include "store/bulk_selection.h"

namespace noctule {
namespace {

std::string base64(const std::string& bytes) {
  constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL;
  std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), kVariant);
  text.pop_back();  // the closing zero
  return text;
}

/// How often to halve the width of what is sent.
int shrink_of(const Context& c) {
  constexpr int64_t kMax = 16;  // 65,500 px become one
  const int64_t shrink = c.number("shrink", 0);
  if (shrink > kMax) throw UsageError("shrink must be from 0 to " + std::to_string(kMax));
  return static_cast<int>(shrink);
}

/// Whether the JSON holds the image.
bool wants_base64(const Context& c) {
  const std::string text = c.text("base64", "true");
  if (text != "true" && text != "false") throw UsageError("base64 must be true or false");
  return text == "true";
}

/// Refuses unknown and invalid parameters before any work.
void check_parameters(const Context& c) {
  for (const auto& [name, value] : c.request.query)
    if (name != "shrink" && name != "base64") throw UsageError("Unknown parameter " + name);
  shrink_of(c);
  wants_base64(c);
}

/// Names an image's contents: an id is given again after a deletion, but not at the same time.
std::string tag_of(const Spectrogram& s, Form form, int number, int shrink = 0) {
  std::string tag = std::to_string(s.id) + '-' + s.created +
                    (form == Form::kFull ? "-full-" : "-compressed-") + std::to_string(number);
  if (shrink > 0) tag.append("-").append(std::to_string(shrink));
  return tag;
}

BodyCache::Text image(Context& c, const Spectrogram& s, Form form, int number) {
  return c.services.bodies.get(tag_of(s, form, number), [&] {
    auto jpeg = image_of(c.store, s.id, form, number);
    if (!jpeg) throw NotFoundError("Tile not found");
    return std::move(*jpeg);
  });
}

/// The image in fewer columns.
BodyCache::Text halved_image(Context& c, const Spectrogram& s, Form form, int number, int shrink) {
  return c.services.bodies.get(tag_of(s, form, number, shrink), [&] {
    const auto parameters = nlohmann::json::parse(parameters_of(c.store, s.parameters_id));
    const bool on_white = parameters.at("colormap") == "gray-inverted";
    const Pixels pixels = decode_jpeg(*image(c, s, form, number));
    return encode_jpeg(halve_width(pixels, shrink, on_white ? Keep::kDarkest : Keep::kBrightest),
                       parameters.at("quality"));
  });
}

/// The JPEG itself, or 304 where the client has it.
Response jpeg_response(Context& c, const Spectrogram& s, Form form, int number) {
  const int shrink = shrink_of(c);
  const std::string etag = '"' + tag_of(s, form, number, shrink) + '"';
  Response response;
  response.headers = {{"ETag", etag}, {"Cache-Control", "private"}, {"Vary", "Accept"}};
  if (client_has(c.request, etag)) {
    response.status = 304;
    return response;
  }
  response.headers.emplace_back("Content-Type", "image/jpeg");
  response.body =
      shrink == 0 ? image(c, s, form, number) : halved_image(c, s, form, number, shrink);
  return response;
}

Response json_response(Context& c, const Recording& recording, const Spectrogram& s, Form form) {
  const auto full = images_of(c.store, s.id, Form::kFull);
  const auto segments = segments_of(c.store, s.id);
  nlohmann::json info = spectro_info(s, full.front().width);
  if (form == Form::kCompressed) add_segments(info, s, segments);
  auto annotations = nlohmann::json::array();
  for (const Annotation& a : annotations_of(c.store, recording.id, c.token.user_id))
    annotations.push_back(to_json(a));
  const nlohmann::json rest = {
      {"spectroInfo", info},
      {"annotations", annotations},
      {"tiles",
       tiles_json(s, form, form == Form::kFull ? full : images_of(c.store, s.id, form), segments)}};
  if (!wants_base64(c)) return Response::json(200, rest).with("Vary", "Accept");
  const auto encoded = c.services.bodies.get(tag_of(s, form, 0) + "-base64",
                                             [&] { return base64(*image(c, s, form, 0)); });
  // A megabyte that needs no escaping is not worth a pass through the JSON library.
  return Response::text(200,
                        "{\"base64_spectrogram\":\"" + *encoded + "\"," + rest.dump().substr(1),
                        "application/json")
      .with("Vary", "Accept");
}

using Respond = Response (*)(Context&, const Recording&, const Spectrogram&, Form);

/// What the answer to a finished render is made of.
struct PendingAnswer {
  Services& services;
  const Request& request;
  Token token;
  std::vector<Id> ids;
  Id recording;
  Form form;
  Respond respond;

  Response make(Store& store, const std::exception_ptr& error) const {
    if (error) std::rethrow_exception(error);
    Context c{services, store, request, token, ids};
    const Recording now = c.recording();  // it may have been deleted or made private meanwhile
    const auto spectrogram = current_spectrogram(store, recording);
    if (!spectrogram) throw NotFoundError("Recording not found");
    return respond(c, now, *spectrogram, form);
  }
};

/// Answers at once where the form is stored, else once it was rendered, for everybody who asked.
Answer answer(Context& c, Form form, Respond respond) {
  check_parameters(c);
  const Recording recording = c.recording();
  if (const auto spectrogram = current_spectrogram(c.store, recording.id))
    return respond(c, recording, *spectrogram, form);
  const PendingAnswer pending{c.services, c.request, c.token, c.ids, recording.id, form, respond};
  return Deferred([pending](const Done& done) {
    const auto finish = [pending, done](Store& store, const std::exception_ptr& error) {
      done(answered([&] { return pending.make(store, error); },
                    pending.token.scope == Scope::kAdmin));
    };
    if (!pending.services.renders.request(pending.token.user_id, pending.recording, finish))
      done(busy_response("Too many renders wait; try again"));
  });
}

Response respond_whole(Context& c, const Recording& recording, const Spectrogram& s, Form form) {
  return prefers(c.request, "image/jpeg", "application/json")
             ? jpeg_response(c, s, form, 0)
             : json_response(c, recording, s, form);
}

Response respond_tile(Context& c, const Recording&, const Spectrogram& s, Form form) {
  const auto images = images_of(c.store, s.id, form);
  const bool single = images.size() == 1 && c.ids.at(1) == 1;
  const int number = single ? 0 : static_cast<int>(std::min<Id>(c.ids.at(1), INT32_MAX));
  if (!single && (number == 0 || images.size() == 1)) throw NotFoundError("Tile not found");
  return jpeg_response(c, s, form, number);
}

}  // namespace

Answer get_spectrogram_route(Context& c) { return answer(c, Form::kFull, respond_whole); }
Answer get_compressed_route(Context& c) { return answer(c, Form::kCompressed, respond_whole); }
Answer get_tile_route(Context& c) { return answer(c, Form::kFull, respond_tile); }
Answer get_compressed_tile_route(Context& c) { return answer(c, Form::kCompressed, respond_tile); }

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

/// The recordings that a bulk request names, each once; nothing where it names none.
std::optional<std::vector<Id>> bulk_ids(const nlohmann::json& body) {
  const auto given = body.find("recording_ids");
  if (given == body.end() || given->is_null()) return std::nullopt;
  const bool numbers =
      given->is_array() && std::all_of(given->begin(), given->end(),
                                       [](const auto& id) { return id.is_number_integer(); });
  if (!numbers) throw UsageError("recording_ids must be an array of numbers");
  if (given->size() > kMaxBulkIds)
    throw Refused(Response::error(
        413, "recording_ids has more than " + std::to_string(kMaxBulkIds) + " entries"));
  auto ids = given->get<std::vector<Id>>();
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

}  // namespace

Answer start_bulk_route(Context& c) {
  const auto ids = bulk_ids(c.json_body());
  if (ids && count_visible(c.store, *ids, c.token.user_id, c.admin()) != ids->size())
    throw NotFoundError("Recording not found");
  const auto lacking = ids ? lacking_spectrogram(c.store, *ids)
                           : lacking_spectrogram_of_user(c.store, c.token.user_id);
  c.services.renders.add_background(c.token.user_id, lacking);
  return Response::json(202, {{"message", std::to_string(lacking.size()) + " recordings queued"},
                              {"queued", lacking.size()}});
}

Answer get_bulk_route(Context& c) {
  const auto progress = c.services.renders.background(c.token.user_id);
  return Response::json(200, {{"queued", progress.queued},
                              {"done", progress.done},
                              {"failed", progress.failed},
                              {"running", progress.done + progress.failed < progress.queued}});
}

}  // namespace noctule
