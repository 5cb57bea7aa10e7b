// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/describe_file.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "audio/metadata.h"
#include "audio/sound_file.h"
#include "audio/time_expansion.h"
#include "core/error.h"
#include "core/hash.h"
#include "core/json_text.h"
#include "core/number.h"
#include "core/paths.h"
#include "exchange/label.h"
#include "pipeline/corrections.h"
#include "pipeline/site.h"

namespace noctule {
namespace {

namespace fs = std::filesystem;

/// Details that are numbers become JSON numbers.
nlohmann::json details_json(const std::map<std::string, std::string>& details) {
  nlohmann::json json;
  for (const auto& [name, value] : details) {
    const bool numeric = name.ends_with("_c") || name.ends_with("_v") || name.ends_with("_m") ||
                         name.ends_with("_percent") || name.ends_with("_ms");
    const auto number = numeric ? parse_number<double>(value) : std::nullopt;
    json[name] = number ? nlohmann::json(*number) : nlohmann::json(value);
  }
  return json;
}

/// The row's metadata column: what has no column of its own, as JSON.
std::string metadata_json(const RecordingMetadata& metadata,
                          const std::vector<std::string>& warnings) {
  nlohmann::json json = {{"source", metadata.source}};
  if (!metadata.details.empty()) json["details"] = details_json(metadata.details);
  const MetadataSources& all = metadata.all;
  const std::pair<const char*, const MetadataFields*> sources[] = {
      {"guano", &all.guano},         {"wamd", &all.wamd},  {"info", &all.info},
      {"bext", &all.bext},           {"cart", &all.cart},  {"xmp", &all.xmp},
      {"batlogger", &all.batlogger}, {"d500x", &all.d500x}};
  for (const auto& [name, fields] : sources)
    if (!fields->empty()) json[name] = *fields;
  if (!warnings.empty()) json["warnings"] = warnings;
  return strict_json_text(json);  // parsed again here and by SQLite
}

/// The time expansion, with all warnings about the file; notes its source in the metadata.
TimeExpansion expansion_of(const SoundInfo& info, int64_t samples, const IngestOptions& options,
                           RecordingMetadata& metadata) {
  TimeExpansion expansion =
      find_time_expansion(info.header_rate_hz, options.time_expansion, metadata);
  if (expansion.source)
    metadata.source["time_expansion"] =
        options.time_expansion ? options.given_by : *expansion.source;
  metadata.source["sample_rate"] = "header";
  if (const auto cut = truncation_warning(info, samples, expansion.sample_rate_hz))
    expansion.warnings.push_back(*cut);
  expansion.warnings.insert(expansion.warnings.end(), metadata.warnings.begin(),
                            metadata.warnings.end());
  return expansion;
}

}  // namespace

Recording describe_file(const fs::path& path, const IngestOptions& options) {
  const auto file = std::make_shared<InputFile>(path);
  const SoundInfo info = SoundFile(file).info();
  Recording r;
  r.file = file->state();
  r.samples = count_samples(file);
  r.hash = hash_file(*file);
  RecordingMetadata metadata =
      read_metadata(*file, options.file_name.value_or(path.filename().string()));
  const TimeExpansion expansion =
      with_path_in_errors(path, [&] { return expansion_of(info, r.samples, options, metadata); });
  r.path = normalised_path(path).string();
  r.name = path.filename().string();
  r.header_rate_hz = info.header_rate_hz;
  r.time_expansion = expansion.factor;
  r.sample_rate_hz = expansion.sample_rate_hz;
  r.channels = info.channels;
  if (const auto length = guano_length_ms(metadata.all.guano, r.duration_ms())) {
    metadata.details["length_ms"] = exact(*length);
    metadata.source["length_ms"] = "guano";
  }
  r.recorded_at = metadata.recorded_at;
  r.equipment = metadata.equipment;
  r.comments = metadata.comments;
  r.latitude = metadata.latitude;
  r.longitude = metadata.longitude;
  r.grts_cell = metadata.grts_cell;
  r.site = site_of(metadata, *r.path);
  r.metadata = metadata_json(metadata, expansion.warnings);
  IngestOptions given = options;
  if (options.keep_own_date && metadata.recorded_at) given.recorded_date.reset();
  return with_given_fields(std::move(r), given);
}

std::vector<std::string> warnings_in(const std::string& metadata) {
  constexpr std::string_view kField = "\"warnings\"";
  if (metadata.find(kField) == std::string::npos) return {};  // fast path for most recordings
  const auto object = nlohmann::json::parse(metadata, nullptr, false);
  if (!object.is_object() || !object.contains("warnings")) return {};
  return object["warnings"].get<std::vector<std::string>>();
}

}  // namespace noctule
