// SPDX-License-Identifier: GPL-3.0-or-later
// guano_text(): the fields that noctule adds to a file's metadata.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <utility>

#include "core/number.h"
#include "core/text.h"
#include "core/version.h"
#include "exchange/fields.h"
#include "exchange/guano_copy.h"

namespace noctule {
namespace {

constexpr std::string_view kBlank{" \t\r\n\0", 5};

/// The lines of the metadata, of which those with a given key can be replaced.
class Lines {
 public:
  explicit Lines(std::string_view text) {
    for (text = trimmed(text); !text.empty();) {
      const std::string_view line = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(text.size(), line.size() + 1));
      lines_.emplace_back(line);
    }
    if (!value("GUANO|Version")) lines_.insert(lines_.begin(), "GUANO|Version: 1.0");
  }

  std::optional<std::string> value(std::string_view key) const {
    for (const std::string& line : lines_)
      if (key_of(line) == key) return std::string(trimmed(line.substr(line.find(':') + 1)));
    return std::nullopt;
  }

  void set(const std::string& key, const std::string& value) {
    const std::string text = key + ": " + on_one_line(value);
    for (std::string& line : lines_)
      if (key_of(line) == key) {
        line = text;
        return;
      }
    lines_.push_back(text);
  }

  void set_if_missing(const std::string& key, const std::string& text) {
    if (!value(key)) set(key, text);
  }

  std::string join() const {
    std::string text;
    for (const std::string& line : lines_) text += line + "\n";
    return text;
  }

 private:
  static std::string_view key_of(const std::string& line) {
    const size_t colon = line.find(':');
    return colon == std::string::npos ? "" : trimmed(std::string_view(line).substr(0, colon));
  }

  std::vector<std::string> lines_;
};

/// What the recording was identified as, then the species of all annotations, the most frequent
/// first, as readers of one species expect.
std::string species_in(const std::vector<Annotation>& annotations,
                       const std::vector<Identification>& identifications) {
  std::map<std::string, int> counts;
  for (const Annotation& annotation : annotations)
    for (const Species& species : annotation.species) ++counts[species.code];
  std::vector<std::pair<std::string, int>> order(counts.begin(), counts.end());
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::string> codes;
  const auto add = [&](const std::string& code) {
    if (!code.empty() && std::find(codes.begin(), codes.end(), code) == codes.end())
      codes.push_back(code);
  };
  for (const Identification& identification : identifications) {
    if (identification.species.empty()) add(identification_code(identification));
    for (const Species& species : identification.species) add(species.code);
  }
  for (const auto& [code, count] : order) add(code);
  std::string text;
  for (const std::string& code : codes) text += (text.empty() ? "" : ", ") + code;
  return text;
}

/// Whether a text has this position: two numbers, separated by spaces or a comma.
bool is_position(std::string_view text, double latitude, double longitude) {
  const auto first = parse_leading_number<double>(text);
  if (!first) return false;
  const size_t next = first->rest.find_first_not_of(" ,");
  if (next == std::string_view::npos) return false;
  const auto second = parse_leading_number<double>(first->rest.substr(next));
  return second && std::abs(first->value - latitude) < 1e-9 &&
         std::abs(second->value - longitude) < 1e-9;
}

void set_place(Lines& lines, const Recording& r) {
  if (r.latitude && r.longitude &&
      !is_position(lines.value("Loc Position").value_or(""), *r.latitude, *r.longitude))
    lines.set("Loc Position", exact(*r.latitude) + " " + exact(*r.longitude));
  if (!r.grts_cell) return;
  lines.set("NABat|Grid Cell GRTS ID", std::to_string(*r.grts_cell));
  if (!r.latitude || !r.longitude) return;
  lines.set("NABat|Latitude", exact(*r.latitude));
  lines.set("NABat|Longitude", exact(*r.longitude));
}

void set_time_expansion(Lines& lines, const Recording& r) {
  const auto present = parse_number<double>(lines.value("TE").value_or("1"));
  if (present == r.time_expansion) {
    lines.set_if_missing("Samplerate", std::to_string(r.sample_rate_hz));
    return;
  }
  lines.set("TE", exact(r.time_expansion));
  lines.set("Samplerate", std::to_string(r.sample_rate_hz));
}

}  // namespace

std::string guano_text(std::string_view present, const Recording& recording,
                       const std::vector<Annotation>& annotations,
                       const std::vector<Identification>& identifications, size_t calls) {
  Lines lines(present);
  // A date without a time is no GUANO timestamp.
  if (recording.recorded_at && recording.recorded_at->size() > 10)
    lines.set_if_missing("Timestamp", *recording.recorded_at);
  lines.set_if_missing("Original Filename", recording.name);
  lines.set_if_missing("Length", fixed(recording.duration_ms() / 1000, 6));
  set_time_expansion(lines, recording);
  if (const auto species = species_in(annotations, identifications); !species.empty())
    lines.set("Species Manual ID", species);
  set_place(lines, recording);
  lines.set("noctule|Version", version());
  lines.set("noctule|Calls", std::to_string(calls));
  return lines.join();
}

}  // namespace noctule
