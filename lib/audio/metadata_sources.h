// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "audio/metadata.h"

namespace noctule {

using Position = std::optional<std::pair<double, double>>;  ///< latitude, longitude

/// Each sets the fields and details that its source has and no earlier source has set.
void take_guano(RecordingMetadata& metadata, const MetadataFields& guano);
void take_wamd(RecordingMetadata& metadata, const MetadataFields& wamd);
void take_headers(RecordingMetadata& metadata, const MetadataSources& all);
void take_batlogger(RecordingMetadata& metadata, const MetadataFields& xml);
void take_file_name(RecordingMetadata& metadata, std::string_view file_name);

/// A field that is present and not empty.
std::optional<std::string> find_field(const MetadataFields& fields, std::string_view key);

/// A number with spaces around it or a plus sign before it.
std::optional<double> to_number(std::string_view text);

/// The position in a text; nullopt if there is none.
Position position_in(const std::optional<std::string>& text);

/// The same in the form of WAMD: "WGS84,51.5,N,1.25,W", "WGS84, 51.5N, 1.25W" or
/// "WGS84,51.5,-1.25,80".
Position wamd_position_in(const std::optional<std::string>& text);

}  // namespace noctule
