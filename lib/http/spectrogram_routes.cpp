// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/error.h"
#include "core/hash.h"
#include "core/json_text.h"
#include "http/after_render.h"
#include "http/json.h"
#include "http/negotiation.h"
#include "http/recording_query.h"
#include "http/routes.h"
#include "http/served_images.h"
#include "pipeline/parameters.h"
#include "pipeline/shrink.h"

namespace noctule {
namespace {

using Text = BodyCache::Text;

std::string tag_of(const ServedImages& served, int number, int shrink) {
  std::string tag = served.tag + "-" + std::to_string(number);
  if (shrink > 0) tag.append("-").append(std::to_string(shrink));
  return tag;
}

/// The JPEG, in fewer columns where `shrink` is not 0.
Text image(Context& c, const ServedImages& served, int number, int shrink = 0) {
  return c.services.bodies.get(tag_of(served, number, shrink), [&] {
    if (shrink == 0) return served.images(c.store).read(number);
    return shrink_image(*image(c, served, number), shrink,
                        parameters_of(c.store, served.spectrogram.parameters_id));
  });
}

/// The JPEG, or 304 if the client has it cached.
Response jpeg_response(Context& c, const ServedImages& served, int number, int shrink) {
  const std::string etag = '"' + tag_of(served, number, shrink) + '"';
  Response response;
  response.headers = {{"ETag", etag}, {"Cache-Control", "private"}, {"Vary", "Accept"}};
  if (client_has(c.request, etag)) {
    response.status = 304;
    return response;
  }
  response.headers.emplace_back("Content-Type", "image/jpeg");
  response.body = image(c, served, number, shrink);
  return response;
}

Response json_response(Context& c, const Recording& recording, const ServedImages& served,
                       const SpectrogramQuery& query) {
  const Spectrogram& s = served.spectrogram;
  nlohmann::json info = spectro_info(s, images_of(c.store, s.id, Variant::kFull).widths.front());
  if (served.variant == Variant::kCompressed) add_segments(info, s, served.segments(c.store));
  const nlohmann::json rest = {{"spectroInfo", info}, {"tiles", tiles_json(c.store, served)}};
  std::string text = "{";
  if (query.base64) {
    const auto encoded = c.services.bodies.get(tag_of(served, 0, query.shrink) + "-base64", [&] {
      return to_base64(*image(c, served, 0, query.shrink));
    });
    // Base64 needs no escaping: skip the JSON library for this large string.
    text += "\"base64_spectrogram\":\"" + *encoded + "\",";
  }
  text += strict_json_text(rest).substr(1);
  text.back() = ',';
  return annotations_response(c, recording, text + "\"annotations\":", "}").with("Vary", "Accept");
}

/// A request for one image of a recording.
struct ImageRequest {
  Id recording = 0;
  Variant variant = Variant::kFull;
  std::optional<Id> tile;  ///< absent for the single image or overview
  SpectrogramQuery query;
};

Response respond(Context& c, const Recording& recording, const ServedImages& served,
                 const ImageRequest& request) {
  if (request.tile) {
    const auto number = served.images(c.store).number_of_tile(*request.tile);
    if (!number) throw NotFoundError("Tile not found");
    return jpeg_response(c, served, *number, request.query.shrink);
  }
  return prefers(c.request, "image/jpeg", "application/json")
             ? jpeg_response(c, served, 0, request.query.shrink)
             : json_response(c, recording, served, request.query);
}

/// The render that a request lacks; empty for the default spectrogram.
RenderQueue::OtherRender lacking_render(Context& c, const Recording& recording,
                                        const ImageRequest& asked) {
  std::string name = render_name(asked.query, asked.variant);
  if (name.empty()) return {};
  return {std::move(name), [services = &c.services, recording, asked](Store& store) {
            render_images(*services, store, recording, asked.query, asked.variant);
          }};
}

/// Replies immediately if the image is there, else when its (shared) render has finished.
Reply image_reply(Context& c, const ImageRequest& asked) {
  const Recording recording = c.recording(asked.recording);
  check_cost(asked.query.options, recording);
  if (const auto served = find_images(c, recording, asked.query, asked.variant))
    return respond(c, recording, *served, asked);
  return respond_after_render(c, recording.id, lacking_render(c, recording, asked),
                              [asked](Context& later, const Recording& now) {
                                const auto served =
                                    find_images(later, now, asked.query, asked.variant);
                                if (!served) throw NotFoundError("Recording not found");
                                return respond(later, now, *served, asked);
                              });
}

/// Image of /recording/{id}: of the spectrogram that the query selects.
Reply reply_for_recording(Context& c, Variant variant, std::optional<Id> tile) {
  return image_reply(c, {c.ids.at(0), variant, tile, read_spectrogram_query(c)});
}

/// Image of /spectrogram/{id}.
Reply reply_for_spectrogram(Context& c, Variant variant, std::optional<Id> tile) {
  ImageRequest asked{0, variant, tile, read_spectrogram_query(c)};
  if (asked.query.spectrogram_id || asked.query.options.key() != SpectrogramOptions().key())
    throw UsageError("The path selects the spectrogram; rendering parameters cannot be given");
  const auto spectrogram = find_spectrogram(c.store, c.ids.at(0));
  // The same response as for a spectrogram that the caller may not see.
  if (!spectrogram) throw NotFoundError("Recording not found");
  asked.recording = spectrogram->recording_id;
  asked.query.spectrogram_id = spectrogram->id;
  return image_reply(c, asked);
}

/// Such images are not just fetched, but encoded or drawn, or looked up with a longer key.
bool has_query(const Request& request) { return !request.query.empty(); }

constexpr Variant kFull = Variant::kFull, kCompressed = Variant::kCompressed;

}  // namespace

/// JSON may contain any number of annotations.
RunsOn image_runs_on(const Request& request) {
  const bool jpeg = prefers(request, "image/jpeg", "application/json");
  return jpeg && !has_query(request) ? RunsOn::kEventLoop : RunsOn::kReaders;
}
RunsOn tile_runs_on(const Request& request) {
  return has_query(request) ? RunsOn::kReaders : RunsOn::kEventLoop;
}

Reply get_spectrogram_route(Context& c) { return reply_for_recording(c, kFull, {}); }
Reply get_compressed_route(Context& c) { return reply_for_recording(c, kCompressed, {}); }
Reply get_tile_route(Context& c) { return reply_for_recording(c, kFull, c.ids.at(1)); }
Reply get_compressed_tile_route(Context& c) {
  return reply_for_recording(c, kCompressed, c.ids.at(1));
}

Reply get_spectrogram_by_id_route(Context& c) { return reply_for_spectrogram(c, kFull, {}); }
Reply get_compressed_by_id_route(Context& c) { return reply_for_spectrogram(c, kCompressed, {}); }
Reply get_tile_by_id_route(Context& c) { return reply_for_spectrogram(c, kFull, c.ids.at(1)); }
Reply get_compressed_tile_by_id_route(Context& c) {
  return reply_for_spectrogram(c, kCompressed, c.ids.at(1));
}

Reply list_spectrograms_route(Context& c) {
  auto array = nlohmann::json::array();
  const bool with_parameters = read_included(c, {"parameters"}).contains("parameters");
  for (const ListedSpectrogram& s : list_spectrograms(c.store, c.limit(), c.number("offset", 0))) {
    auto& object = array.emplace_back(to_json(s.spectrogram));
    if (!with_parameters) continue;
    object["recording_name"] = s.recording_name;
    object["parameters"] = nlohmann::json::parse(s.parameters);
  }
  return Response::json(200, array)
      .with("X-Total-Count", std::to_string(count_spectrograms(c.store)));
}

}  // namespace noctule
