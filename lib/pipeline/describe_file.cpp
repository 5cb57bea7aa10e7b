// SPDX-License-Identifier: GPL-3.0-or-later
// describe_file() and the metadata column that it writes.
#include <nlohmann/json.hpp>
#include <utility>

#include "audio/metadata.h"
#include "audio/sound_file.h"
#include "audio/time_expansion.h"
#include "core/error.h"
#include "core/hash.h"
#include "core/json_text.h"
#include "core/paths.h"
#include "pipeline/corrections.h"
#include "pipeline/ingest.h"

namespace noctule {
namespace {

namespace fs = std::filesystem;

/// The row's metadata column: what has no column of its own, as JSON.
std::string metadata_json(const RecordingMetadata& metadata,
                          const std::vector<std::string>& warnings) {
  nlohmann::json json = {{"source", metadata.source}};
  if (!metadata.guano.empty()) json["guano"] = metadata.guano;
  if (!metadata.wamd.empty()) json["wamd"] = metadata.wamd;
  if (!warnings.empty()) json["warnings"] = warnings;
  return strict_json_text(json);  // parsed again here and by SQLite
}

}  // namespace

Recording describe_file(const fs::path& path, const IngestOptions& options) {
  const auto file = std::make_shared<InputFile>(path);
  const SoundInfo info = SoundFile(file).info();
  Recording r;
  r.file = file->state();
  r.samples = count_frames(file);
  r.hash = hash_file(*file);
  RecordingMetadata metadata =
      read_metadata(*file, options.file_name.value_or(path.filename().string()));
  TimeExpansion expansion = with_path_in_errors(path, [&] {
    return find_time_expansion(info.header_rate_hz, options.time_expansion, metadata);
  });
  if (expansion.source) metadata.source["time_expansion"] = *expansion.source;
  if (const auto cut = truncation_warning(info, r.samples, expansion.sample_rate_hz))
    expansion.warnings.push_back(*cut);
  metadata.source["sample_rate"] = "header";
  r.path = normalised_path(path).string();
  r.name = path.filename().string();
  r.header_rate_hz = info.header_rate_hz;
  r.time_expansion = expansion.factor;
  r.sample_rate_hz = expansion.sample_rate_hz;
  r.channels = info.channels;
  r.recorded_at = metadata.recorded_at;
  r.equipment = metadata.equipment;
  r.comments = metadata.comments;
  r.latitude = metadata.latitude;
  r.longitude = metadata.longitude;
  r.grts_cell = metadata.grts_cell;
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
