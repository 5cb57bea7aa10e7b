// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/corrections.h"

#include <nlohmann/json.hpp>

#include "audio/metadata.h"
#include "audio/time_expansion.h"
#include "audio/time_zone.h"
#include "core/json_text.h"
#include "core/timestamp.h"
#include "store/annotations.h"
#include "store/calls.h"
#include "store/failures.h"
#include "store/spectrograms.h"

namespace noctule {
namespace {

template <class T, class U>
bool differs(const std::optional<T>& given, const U& stored) {
  return given && U(*given) != stored;
}

nlohmann::json metadata_of(const Recording& recording) {
  auto metadata = nlohmann::json::parse(recording.metadata, nullptr, false);
  return metadata.is_object() ? metadata : nlohmann::json::object();
}

}  // namespace

Corrections corrections_of(const Recording& known, const IngestOptions& options) {
  Corrections result;
  const auto date = options.recorded_date ? normalise_timestamp(*options.recorded_date)
                                          : std::optional<std::string>();
  result.row = differs(options.is_public, known.is_public) || differs(options.name, known.name) ||
               differs(date, known.recorded_at) || differs(options.equipment, known.equipment) ||
               differs(options.comments, known.comments) ||
               differs(options.grts_cell, known.grts_cell);
  const auto dated = date ? date : known.recorded_at;
  result.row = result.row || (options.zone && dated && lacks_time_zone(*dated));
  if (options.location)
    result.row = result.row || known.latitude != options.location->first ||
                 known.longitude != options.location->second;
  result.time_expansion = differs(options.time_expansion, known.time_expansion);
  result.owner = differs(options.owner, known.owner_name);
  return result;
}

Recording with_given_fields(Recording r, const IngestOptions& options) {
  nlohmann::json metadata = metadata_of(r);
  const auto set = [&](const auto& given, auto& field, const char* source) {
    if (!given) return;
    field = *given;
    if (source != nullptr) metadata["source"][source] = options.given_by;
  };
  set(options.is_public, r.is_public, nullptr);
  set(options.name, r.name, nullptr);
  if (options.recorded_date)
    set(normalise_timestamp(*options.recorded_date), r.recorded_at, "recorded_date");
  if (options.zone && r.recorded_at && lacks_time_zone(*r.recorded_at))
    set(std::optional(with_time_zone(*r.recorded_at, *options.zone)), r.recorded_at, "zone");
  set(options.equipment, r.equipment, "equipment");
  set(options.comments, r.comments, "comments");
  set(options.grts_cell, r.grts_cell, "grts_cell");
  if (options.location) {
    set(std::optional(options.location->first), r.latitude, "location");
    set(std::optional(options.location->second), r.longitude, "location");
  }
  r.metadata = strict_json_text(metadata);
  return r;
}

Recording with_time_expansion(Recording r, double factor, const char* given_by) {
  const TimeExpansion expansion = find_time_expansion(r.header_rate_hz, factor, {});
  r.time_expansion = expansion.factor;
  r.sample_rate_hz = expansion.sample_rate_hz;
  nlohmann::json metadata = metadata_of(r);
  metadata["source"]["time_expansion"] = given_by;
  // A stated factor settles what the warnings about it say.
  if (const auto warnings = metadata.find("warnings"); warnings != metadata.end()) {
    auto kept = nlohmann::json::array();
    for (const auto& warning : *warnings)
      if (!warning.is_string() || !advises_time_expansion(warning.get<std::string>()))
        kept.push_back(warning);
    *warnings = kept;
    if (kept.empty()) metadata.erase("warnings");
  }
  r.metadata = strict_json_text(metadata);
  return r;
}

std::string with_corrected_sources(const std::string& fresh, const std::string& known) {
  auto metadata = nlohmann::json::parse(fresh, nullptr, false);
  const auto before = nlohmann::json::parse(known, nullptr, false);
  if (before.is_object() && before.contains("source"))
    for (const auto& [field, source] : before["source"].items())
      if ((source == "command line" || source == "request") && field != "time_expansion")
        metadata["source"][field] = source;
  return strict_json_text(metadata);
}

void apply_corrections(Store& store, const Recording& known, const Recording& corrected) {
  update_recording(store, corrected);
  if (corrected.sample_rate_hz == known.sample_rate_hz) return;
  delete_spectrograms_of(store, known.id);
  forget_render_failures(store, known.id);
  delete_calls_of(store, known.id);
  rescale_annotations(
      store, known.id,
      static_cast<double>(corrected.sample_rate_hz) / static_cast<double>(known.sample_rate_hz));
}

}  // namespace noctule
