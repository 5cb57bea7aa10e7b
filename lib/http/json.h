// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "http/served_images.h"
#include "pipeline/describe.h"
#include "store/annotations.h"
#include "store/identifications.h"
#include "store/recording_list.h"
#include "store/spectrograms.h"

namespace noctule {

/// Rows in the API's format: times in ms, frequencies in Hz.
nlohmann::json to_json(const Recording& recording, bool has_spectrogram);
/// {state, created, reason}; state is "computed", "computing", "failed" or "not computed". Only
/// admins see file paths in the reason.
nlohmann::json to_json(const SpectrogramStatus& status, bool computing, bool admin);
nlohmann::json to_json(const Species& species);
nlohmann::json to_json(const Annotation& annotation);
/// With its author, and whether the caller may change it.
nlohmann::json to_json(const Annotation& annotation, Id caller);
nlohmann::json to_json(const Identification& identification);
/// As in the list of spectrograms.
nlohmann::json to_json(const Spectrogram& spectrogram);

/// Tiles with their URLs and times; a single image counts as one tile.
nlohmann::json tiles_json(Store& store, const ServedImages& served);

/// The ids in a JSON array, each once, ascending. Throws UsageError where it is none, and Refused
/// (413) where it has more than `max` entries.
std::vector<Id> ids_of_array(const nlohmann::json& array, const std::string& name, size_t max);

/// Copies the fields present in `body` to `annotation`. Throws UsageError if a field has the wrong
/// type or an invalid value.
void read_annotation(const nlohmann::json& body, Annotation& annotation);

}  // namespace noctule
