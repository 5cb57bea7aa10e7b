// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchange/label.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <utility>

namespace noctule {

const char* to_text(LabelKind kind) { return kind == LabelKind::kCalls ? "calls" : "annotations"; }

std::vector<Label> labels_of(const std::vector<Call>& calls) {
  std::vector<Label> labels;
  for (const Call& call : calls) {
    Label& label = labels.emplace_back();
    label.start_ms = call.start_ms;
    label.end_ms = call.end_ms;
    label.low_hz = call.low_hz;
    label.high_hz = call.high_hz;
    label.call = call;
  }
  return labels;
}

std::vector<Label> labels_of(const std::vector<Annotation>& annotations) {
  std::vector<Label> labels;
  for (const Annotation& a : annotations)
    labels.push_back({a.start_time_ms, a.end_time_ms, a.low_hz, a.high_hz, a.species, a.comments,
                      a.author, std::nullopt});
  return labels;
}

Label rescaled(Label label, double factor) {
  if (factor == 1) return label;
  label.start_ms *= factor;
  label.end_ms *= factor;
  label.low_hz /= factor;
  label.high_hz /= factor;
  if (!label.call) return label;
  Call& call = *label.call;
  call.start_ms *= factor;
  call.end_ms *= factor;
  call.low_hz /= factor;
  call.high_hz /= factor;
  call.peak_hz /= factor;
  call.char_hz /= factor;
  call.slope_khz_per_ms /= factor * factor;
  if (call.interval_ms) *call.interval_ms *= factor;
  return label;
}

std::vector<Label> labels_in_base(const LabelSet& set, const LabelledRecording& recording) {
  if (set.base == TimeBase::kTrue) return recording.labels;
  std::vector<Label> labels;
  for (const Label& label : recording.labels)
    labels.push_back(rescaled(label, recording.recording.time_expansion));
  return labels;
}

int64_t rate_in_base(const Recording& recording, TimeBase base) {
  return base == TimeBase::kTrue ? recording.sample_rate_hz : recording.header_rate_hz;
}

double duration_ms_in_base(const Recording& recording, TimeBase base) {
  return recording.duration_ms() * (base == TimeBase::kTrue ? 1 : recording.time_expansion);
}

std::string species_codes(const std::vector<Species>& species, const char* separator) {
  std::string codes;
  for (const Species& s : species) codes += (codes.empty() ? "" : separator) + s.code;
  return codes;
}

std::string identification_code(const Identification& identification, const char* separator) {
  const std::string codes = species_codes(identification.species, separator);
  if (!codes.empty() || !identification.kind) return codes;
  switch (*identification.kind) {
    case IdentificationKind::kNoise:
      return "NOISE";
    case IdentificationKind::kNoId:
      return "NoID";
    case IdentificationKind::kSocial:
      return "Social";
    case IdentificationKind::kSpecies:
      break;
  }
  return "";
}

std::string scientific_name(const Species& species) {
  return species.species.empty() ? species.code : species.species;
}

std::string file_name_of(const std::string& path) {
  return path.substr(path.find_last_of("/\\") + 1);
}

std::string fixed(double value, int decimals) {
  char text[400];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

std::string exact(double value) {
  char text[40];
  // Spreadsheets show 2e+05 as it is written.
  const bool plain = value == 0 || (std::abs(value) >= 1e-6 && std::abs(value) < 1e15);
  const auto format = plain ? std::chars_format::fixed : std::chars_format::general;
  return {text, std::to_chars(text, text + sizeof text, value, format).ptr};
}

}  // namespace noctule
