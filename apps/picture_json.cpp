// SPDX-License-Identifier: GPL-3.0-or-later
#include "picture_json.h"

#include "pipeline/describe.h"
#include "pipeline/recording_calls.h"

namespace noctule {
namespace {

/// File, width and, for the full spectrogram, times of each tile.
nlohmann::json tile_list(const Picture& picture, const std::vector<std::string>& paths,
                         Variant variant) {
  auto tiles = nlohmann::json::array();
  int64_t column = picture.shown.start;
  const auto& widths = picture.images.widths;
  for (size_t i = 1; i < widths.size(); ++i) {
    nlohmann::json tile = {{"file", paths[i]}, {"width", widths[i]}};
    if (variant == Variant::kFull) {
      tile["start_time"] = picture.spectrogram.column_ms(column);
      tile["end_time"] = picture.spectrogram.column_ms(column + widths[i]);
    }
    column += widths[i];
    tiles.push_back(tile);
  }
  return tiles;
}

nlohmann::json info_of(const Picture& picture, const PictureRequest& request) {
  nlohmann::json info = spectro_info(picture.spectrogram, picture.full_width);
  if (request.range.given()) {
    info["start_time"] = picture.spectrogram.column_ms(picture.shown.start);
    info["end_time"] = picture.spectrogram.column_ms(picture.shown.stop);
  }
  if (request.variant == Variant::kCompressed)
    add_segments(info, picture.spectrogram, picture.segments);
  return info;
}

}  // namespace

nlohmann::json to_json(const Picture& picture, const PictureRequest& request,
                       const std::filesystem::path& input, const std::optional<Id>& id,
                       const std::vector<std::string>& paths) {
  nlohmann::json object = {{"input", input.string()},
                           {"id", id ? nlohmann::json(*id) : nlohmann::json()},
                           {"output", paths},
                           {"spectroInfo", info_of(picture, request)}};
  if (request.variant == Variant::kCompressed) object["calls"] = to_json(picture.calls);
  if (picture.array) object["array"] = to_json(*picture.array);
  if (request.axes && request.format != ImageFormat::kPdf)
    object["axes"] = {{"left", kMargins.left},
                      {"top", kMargins.top},
                      {"right", kMargins.right},
                      {"bottom", kMargins.bottom}};
  if (!picture.warnings.empty()) object["warnings"] = picture.warnings;
  if (paths.size() > 1) object["tiles"] = tile_list(picture, paths, request.variant);
  return object;
}

}  // namespace noctule
