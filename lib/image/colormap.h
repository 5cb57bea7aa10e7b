// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace noctule {

/// 0xRRGGBB by level.
using ColorTable = std::array<uint32_t, 256>;

enum class Colormap { kMagma, kViridis, kInferno, kPlasma, kGray, kGrayInverted };

/// Names in the order of the enumeration: "magma", …, "gray", "gray-inverted".
const std::vector<std::string_view>& colormap_names();
std::string_view name_of(Colormap map);
/// Also accepts common synonyms of the two gray maps ("grey", "gray_r", "inverted-gray").
std::optional<Colormap> colormap_named(std::string_view name);

const ColorTable& colors_of(Colormap map);

/// 0.299 R + 0.587 G + 0.114 B, from 0 to 255.
double luma(uint32_t rgb);

}  // namespace noctule
