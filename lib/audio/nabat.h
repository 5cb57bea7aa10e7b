// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "audio/metadata_fields.h"

namespace noctule {

/// What the North American Bat Monitoring Program (NABat) states of a recording.
struct NabatFields {
  std::optional<int> grts_cell;
  std::optional<std::string> site;
  std::optional<std::pair<double, double>> position;  ///< latitude, longitude
};

/// From GUANO's fields, in any case of letters: "NABat|Grid Cell GRTS ID", "NABAT|Grts Id",
/// "NABat|Latitude", "NABat|Site Name" and the like.
NabatFields nabat_fields(const MetadataFields& guano);

/// From a name by NABat's convention: GRTS_Site_YYYYMMDD_HHMMSS. Empty for other names.
NabatFields nabat_fields_in_name(std::string_view file_name);

}  // namespace noctule
