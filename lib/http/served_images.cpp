// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/served_images.h"

#include "core/error.h"
#include "pipeline/stored.h"

namespace noctule {
namespace {

/// Spectrograms that are kept of each recording because clients requested them with other than the
/// default parameters: a client cannot fill the disk with them.
constexpr int kMaxRequested = 16;

bool is_stored_variant(const SpectrogramQuery& query, Variant variant) {
  return variant == Variant::kFull || query.options.default_compression();
}

/// Includes the creation time, since another store may be served at the same address later.
std::string tag_of(const Spectrogram& s, const SpectrogramQuery& query, Variant variant) {
  std::string tag = std::to_string(s.id) + '-' + s.created + "-" + to_text(variant);
  if (!is_stored_variant(query, variant)) tag += compression_query(query.options);
  return tag;
}

std::optional<Spectrogram> find_row(Store& store, Id recording, const SpectrogramQuery& query) {
  if (query.spectrogram_id) {
    const auto found = find_spectrogram(store, *query.spectrogram_id);
    if (!found || found->recording_id != recording) throw NotFoundError("Spectrogram not found");
    return found;
  }
  if (query.is_default()) return current_spectrogram(store, recording);
  const auto key = find_render_key(store, query.options.key());
  return key ? find_spectrogram(store, recording, *key) : std::nullopt;
}

/// The options that draw the compressed variant of a spectrogram.
SpectrogramOptions drawing_options(Store& store, const Spectrogram& s,
                                   const SpectrogramQuery& query) {
  auto options = SpectrogramOptions::of_key(parameters_of(store, s.parameters_id));
  options.segments = query.options.segments;
  options.calls = query.options.calls;
  return options;
}

}  // namespace

std::vector<ColumnRange> ServedImages::segments(Store& store) const {
  return drawn ? drawn->segments : segments_of(store, spectrogram.id);
}

ImageSet ServedImages::images(Store& store) const {
  return drawn ? drawn->images : images_of(store, spectrogram.id, variant);
}

std::optional<ServedImages> find_images(Context& c, const Recording& recording,
                                        const SpectrogramQuery& query, Variant variant) {
  const auto row = find_row(c.store, recording.id, query);
  if (!row) return std::nullopt;
  ServedImages served{*row, variant, tag_of(*row, query, variant), nullptr, "", ""};
  if (!is_stored_variant(query, variant)) {
    served.drawn = c.services.drawn.find(served.tag);
    if (!served.drawn) return std::nullopt;
    served.tiles_query = compression_query(query.options);
  }
  served.tiles_url = query.is_default()
                         ? "/api/v1/recording/" + std::to_string(recording.id) + "/spectrogram"
                         : "/api/v1/spectrogram/" + std::to_string(row->id);
  if (query.shrink > 0)
    served.tiles_query +=
        (served.tiles_query.empty() ? "?shrink=" : "&shrink=") + std::to_string(query.shrink);
  served.tiles_url += variant == Variant::kCompressed ? "/compressed/tiles/" : "/tiles/";
  return served;
}

void render_images(Services& services, Store& store, const Recording& recording,
                   const SpectrogramQuery& query, Variant variant) {
  auto row = find_row(store, recording.id, query);
  if (!row) {
    row = ensure_spectrogram(store, recording, query.options, false);
    if (query.options.key() != SpectrogramOptions().key())
      store.transact([&] { keep_newest_requested(store, *row, kMaxRequested); });
  }
  const std::string tag = tag_of(*row, query, variant);
  if (is_stored_variant(query, variant) || services.drawn.find(tag)) return;
  services.drawn.keep(tag, draw_compressed(recording, drawing_options(store, *row, query)));
}

std::string render_name(const SpectrogramQuery& query, Variant variant) {
  std::string name;
  if (query.spectrogram_id)
    name = std::to_string(*query.spectrogram_id);
  else if (query.options.key() != SpectrogramOptions().key())
    name = query.options.key();
  if (!is_stored_variant(query, variant)) name += compression_query(query.options);
  return name;
}

}  // namespace noctule
