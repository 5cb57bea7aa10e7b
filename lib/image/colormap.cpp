// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/colormap.h"

#include <algorithm>

#include "image/colormap_tables.h"

namespace noctule {
namespace {

constexpr ColorTable gray(bool inverted) {
  ColorTable table{};
  for (uint32_t level = 0; level < 256; ++level)
    table[level] = 0x010101 * (inverted ? 255 - level : level);
  return table;
}

constexpr ColorTable kGrayTable = gray(false), kGrayInvertedTable = gray(true);

}  // namespace

const std::vector<std::string_view>& colormap_names() {
  static const std::vector<std::string_view> names = {"magma",  "viridis", "inferno",
                                                      "plasma", "gray",    "gray-inverted"};
  return names;
}

std::string_view name_of(Colormap map) { return colormap_names()[static_cast<size_t>(map)]; }

std::optional<Colormap> colormap_named(std::string_view name) {
  if (name == "grey") name = "gray";
  for (const std::string_view synonym :
       {"gray_r", "grey_r", "inverted-gray", "inverted-grey", "gray-r", "grey-inverted"})
    if (name == synonym) name = "gray-inverted";
  const auto& names = colormap_names();
  const auto it = std::find(names.begin(), names.end(), name);
  if (it == names.end()) return std::nullopt;
  return static_cast<Colormap>(it - names.begin());
}

const ColorTable& colors_of(Colormap map) {
  switch (map) {
    case Colormap::kMagma:
      return kMagmaTable;
    case Colormap::kViridis:
      return kViridisTable;
    case Colormap::kInferno:
      return kInfernoTable;
    case Colormap::kPlasma:
      return kPlasmaTable;
    case Colormap::kGray:
      return kGrayTable;
    case Colormap::kGrayInverted:
      break;
  }
  return kGrayInvertedTable;
}

double luma(uint32_t rgb) {
  return 0.299 * (rgb >> 16 & 255) + 0.587 * (rgb >> 8 & 255) + 0.114 * (rgb & 255);
}

}  // namespace noctule
