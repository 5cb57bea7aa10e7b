// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/spectrogram_query.h"

#include "core/error.h"
#include "core/number.h"
#include "pipeline/parameters.h"
#include "pipeline/shrink.h"

namespace noctule {
namespace {

int shrink_of(const std::string& text) {
  const auto shrink = parse_number<int>(text);
  if (!shrink || *shrink < 0 || *shrink > kMaxShrink)
    throw UsageError("shrink must be from 0 to " + std::to_string(kMaxShrink));
  return *shrink;
}

bool base64_of(const std::string& text) {
  if (text != "true" && text != "false") throw UsageError("base64 must be true or false");
  return text == "true";
}

Id id_of(const std::string& text) {
  const auto id = parse_number<Id>(text);
  if (!id || *id < 1) throw UsageError("spectrogram_id must be a whole number from 1");
  return *id;
}

}  // namespace

SpectrogramQuery read_spectrogram_query(const Context& c) {
  SpectrogramQuery query;
  for (const auto& [name, value] : c.request.query) {
    if (name == "shrink")
      query.shrink = shrink_of(value);
    else if (name == "base64")
      query.base64 = base64_of(value);
    else if (name == "spectrogram_id")
      query.spectrogram_id = id_of(value);
    else
      set_parameter(query.options, name, value);
  }
  query.options.validate();
  if (query.spectrogram_id && query.options.key() != SpectrogramOptions().key())
    throw UsageError("spectrogram_id cannot be combined with other rendering parameters");
  return query;
}

std::string compression_query(const SpectrogramOptions& options) {
  if (options.default_compression()) return "";
  const auto number = [](double value) { return nlohmann::json(value).dump(); };
  return std::string("?segments=") +
         (options.segments.rule == SegmentRule::kCalls ? "calls" : "peaks") +
         "&min_snr=" + number(options.calls.min_snr_db) +
         "&margin_ms=" + number(options.segments.margin_ms) +
         "&threshold=" + number(options.segments.threshold);
}

}  // namespace noctule
