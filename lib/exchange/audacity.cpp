// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchange/audacity.h"

#include "core/number.h"
#include "core/text.h"
#include "exchange/fields.h"
#include "exchange/table.h"

namespace noctule {
namespace {

std::string text_of(const Label& label) {
  if (label.call) return fixed(label.call->peak_hz / 1000, 1) + " kHz";
  return label.species.empty() ? on_one_line(label.comments) : species_codes(label.species);
}

/// Cuts the text before the next tab off.
std::string_view take_cell(std::string_view& line) {
  const size_t end = line.find('\t');
  const std::string_view cell = line.substr(0, end);
  line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
  return cell;
}

double number_in(std::string_view cell, size_t line, const char* what) {
  const auto value = parse_number<double>(cell);
  if (!value || *value > 1e9)
    throw_at_line(line,
                  std::string(what) + " is not a number: " + escape_control(cell.substr(0, 40)));
  return *value;
}

/// Audacity writes -1 for a frequency that is not set.
std::optional<double> frequency_in(std::string_view cell, size_t line) {
  const double value = number_in(cell, line, "the frequency");
  return value < 0 ? std::nullopt : std::optional(value);
}

ReadLabel label_in(std::string_view text, size_t line) {
  ReadLabel label;
  label.line = line;
  label.start_ms = number_in(take_cell(text), line, "the start") * 1000;
  label.end_ms = number_in(take_cell(text), line, "the end") * 1000;
  if (!is_utf8(text)) throw_at_line(line, "the text is not UTF-8; save the file as UTF-8");
  if (!text.empty()) label.names = {std::string(text)};
  return label;
}

}  // namespace

std::string audacity_text(const LabelSet& set) {
  std::string text;
  for (const LabelledRecording& recording : set.recordings)
    for (const Label& label : labels_in_base(set, recording))
      text += fixed(label.start_ms / 1000, 6) + "\t" + fixed(label.end_ms / 1000, 6) + "\t" +
              text_of(label) + "\n\\\t" + fixed(label.low_hz, 6) + "\t" + fixed(label.high_hz, 6) +
              "\n";
  return text;
}

bool is_audacity(std::string_view first_line) {
  const auto is_number = [](std::string_view cell) {
    return parse_number<double>(cell).has_value();
  };
  return is_number(take_cell(first_line)) && is_number(take_cell(first_line));
}

LabelFile read_audacity(std::string_view text) {
  LabelFile result{"Audacity", std::nullopt, false, {}};
  std::vector<ReadLabel> labels;
  for (size_t number = 1; !text.empty(); ++number) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    if (!line.starts_with('\\')) {
      labels.push_back(label_in(line, number));
      continue;
    }
    if (labels.empty()) throw_at_line(number, "frequencies without a label before them");
    take_cell(line);
    labels.back().low_hz = frequency_in(take_cell(line), number);
    labels.back().high_hz = frequency_in(line, number);
  }
  for (ReadLabel& label : labels) add_label(result, "", std::move(label));
  return result;
}

}  // namespace noctule
