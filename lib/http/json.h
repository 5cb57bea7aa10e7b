// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "pipeline/describe.h"
#include "store/annotations.h"
#include "store/recordings.h"
#include "store/spectrograms.h"

namespace noctule {

/// Rows as the API shows them: times in ms, frequencies in Hz.
nlohmann::json to_json(const Recording& recording, bool has_spectrogram);
/// {state, created, reason}: computed, computing, failed or not computed. Only admins see paths in
/// the reason.
nlohmann::json to_json(const SpectrogramStatus& status, bool computing, bool admin);
nlohmann::json to_json(const Species& species);
nlohmann::json to_json(const Annotation& annotation);
/// As in the list of spectrograms.
nlohmann::json to_json(const Spectrogram& spectrogram);

/// Tiles with their addresses and times; a single image is a tile of itself.
nlohmann::json tiles_json(const Spectrogram& spectrogram, Variant variant, const ImageSet& images,
                          const std::vector<ColumnRange>& segments);

/// The ids in a JSON array, each once, ascending. Throws UsageError where it is none, and Refused
/// (413) where it has more than `max` entries.
std::vector<Id> ids_of_array(const nlohmann::json& array, const std::string& name, size_t max);

/// Takes what `body` has of an annotation over into `annotation`; throws UsageError where a field
/// is of the wrong type or impossible.
void read_annotation(const nlohmann::json& body, Annotation& annotation);

}  // namespace noctule
