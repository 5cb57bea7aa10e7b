// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/shrink.h"

#include <nlohmann/json.hpp>

#include "image/halve.h"

namespace noctule {

std::string shrink_image(const std::string& jpeg, int times, const std::string& parameters) {
  const auto options = nlohmann::json::parse(parameters);
  const bool on_white = options.at("colormap") == "gray-inverted";
  const Keep keep = on_white ? Keep::kDarkest : Keep::kBrightest;
  return encode_jpeg(halve_width(decode_jpeg(jpeg), times, keep), options.at("quality"));
}

}  // namespace noctule
