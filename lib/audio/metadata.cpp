// SPDX-License-Identifier: GPL-3.0-or-later
#include "audio/metadata.h"

#include <cmath>
#include <cstdio>
#include <filesystem>

#include "audio/guano.h"
#include "audio/header_metadata.h"
#include "audio/metadata_sources.h"
#include "audio/nabat.h"
#include "audio/wave_chunks.h"
#include "core/error.h"
#include "core/number.h"
#include "core/text.h"

namespace noctule {
namespace {

std::string in_degrees(const Position& p) {
  char text[64];
  std::snprintf(text, sizeof text, "%.5f %.5f", p->first, p->second);
  return text;
}

/// Recorders and people forget the minus sign of southern and western positions.
void warn_of_signs(const Position& used, const Position& other, const char* other_name,
                   std::vector<std::string>& warnings) {
  constexpr double kNear = 1e-3;  // degrees; sources round differently
  if (!used || !other) return;
  const auto mirrored = [](double a, double b) {
    return a * b < 0 && std::abs(std::abs(a) - std::abs(b)) < kNear;
  };
  if (mirrored(used->first, other->first) || mirrored(used->second, other->second))
    warnings.push_back("GUANO and " + std::string(other_name) +
                       " give its position with different signs (" + in_degrees(used) + " and " +
                       in_degrees(other) + "): GUANO's is used; set --location if it is wrong");
}

/// The XML file that a Batlogger writes beside each recording.
std::string batlogger_file(const std::filesystem::path& recording) {
  for (const char* extension : {".xml", ".XML"}) {
    auto path = recording;
    path.replace_extension(extension);
    std::error_code ignored;
    constexpr size_t kMaxBytes = 1 << 20;
    if (!std::filesystem::is_regular_file(path, ignored)) continue;
    try {
      return InputFile(path).read(0, kMaxBytes);
    } catch (const RecordingError&) {
      // The recording itself is fine.
    }
  }
  return "";
}

}  // namespace

std::optional<std::pair<double, double>> parse_position(std::string_view text) {
  const size_t gap = text.find_first_of(", ", text.find_first_not_of(' '));
  if (gap == std::string_view::npos) return std::nullopt;
  const size_t second = text.find_first_not_of(", ", gap);
  if (second == std::string_view::npos) return std::nullopt;
  const auto latitude = to_number(text.substr(0, gap)), longitude = to_number(text.substr(second));
  if (!latitude || !longitude || std::abs(*latitude) > 90 || std::abs(*longitude) > 180)
    return std::nullopt;
  return std::pair(*latitude, *longitude);
}

RecordingMetadata merge_metadata(MetadataSources sources, std::string_view file_name) {
  RecordingMetadata metadata;
  take_guano(metadata, sources.guano);
  take_wamd(metadata, sources.wamd);
  take_headers(metadata, sources);
  take_batlogger(metadata, sources.batlogger);
  take_file_name(metadata, file_name);
  const Position guano = position_in(find_field(sources.guano, "Loc Position"));
  warn_of_signs(guano, wamd_position_in(find_field(sources.wamd, "gps_first")), "WAMD",
                metadata.warnings);
  warn_of_signs(guano, nabat_fields(sources.guano).position, "NABat", metadata.warnings);
  metadata.all = std::move(sources);
  return metadata;
}

RecordingMetadata read_metadata(const InputFile& file, std::string_view file_name) {
  WaveChunks chunks = read_wave_chunks(file);
  MetadataSources all;
  all.guano = parse_guano(chunks.guano);
  all.wamd = parse_wamd(chunks.wamd);
  all.info = std::move(chunks.info);
  all.bext = parse_bext(chunks.bext);
  all.cart = parse_cart(chunks.cart);
  all.xmp = parse_xmp(chunks.xmp);
  all.d500x = parse_d500x(chunks.data_start);
  all.batlogger = parse_batlogger(batlogger_file(file.path()));
  return merge_metadata(std::move(all), file_name);
}

std::optional<double> guano_length_ms(const MetadataFields& guano, double duration_ms) {
  const auto length = to_number(find_field(guano, "Length").value_or(""));
  if (!length || *length <= 0 || duration_ms <= 0) return std::nullopt;
  // A factor of 1000 apart: nearer in ratio to the duration.
  const bool in_ms =
      std::abs(std::log(*length / duration_ms)) < std::abs(std::log(*length * 1000 / duration_ms));
  return in_ms ? *length : *length * 1000;
}

}  // namespace noctule
