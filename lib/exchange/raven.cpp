// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchange/raven.h"

#include <map>

#include "exchange/fields.h"
#include "exchange/table.h"

namespace noctule {
namespace {

constexpr const char* kColumns =
    "Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq (Hz)\t"
    "Begin File\tFile Offset (s)\t";
constexpr const char* kCallColumns =
    "Peak Freq (Hz)\tChar Freq (Hz)\tSlope (kHz/ms)\tSNR (dB)\tInterval (ms)";
constexpr const char* kAnnotationColumns = "Species\tComments\tAuthor";

std::string further_fields(const Label& label) {
  if (!label.call)
    return species_codes(label.species) + "\t" + escape_tabs(label.comments) + "\t" +
           escape_tabs(label.author);
  const Call& call = *label.call;
  return fixed(call.peak_hz, 3) + "\t" + fixed(call.char_hz, 3) + "\t" +
         fixed(call.slope_khz_per_ms, 6) + "\t" + fixed(call.snr_db, 1) + "\t" +
         (call.interval_ms ? fixed(*call.interval_ms, 3) : "");
}

/// Raven lists a selection once for each view. Selections in a waveform have no frequencies of
/// their own, so these rows are left out if another view has the same selection.
bool is_second_view(const Table::Row& row, const Table& table,
                    const std::map<std::string, int>& views_of) {
  const auto view = Table::bytes(row, table.find({"View"}));
  const auto found = views_of.find(Table::bytes(row, table.find({"Selection"})));
  return view.starts_with("Waveform") && found != views_of.end() && found->second > 1;
}

}  // namespace

std::string raven_text(const LabelSet& set) {
  const bool calls = set.kind == LabelKind::kCalls;
  std::string text = std::string(kColumns) + (calls ? kCallColumns : kAnnotationColumns) + "\n";
  int number = 0;
  for (const LabelledRecording& recording : set.recordings)
    for (const Label& label : labels_in_base(set, recording)) {
      const std::string start = fixed(label.start_ms / 1000, 6);
      text += std::to_string(++number) + "\tSpectrogram 1\t1\t" + start + "\t" +
              fixed(label.end_ms / 1000, 6) + "\t" + fixed(label.low_hz, 3) + "\t" +
              fixed(label.high_hz, 3) + "\t" + escape_tabs(file_name_of(recording.path)) + "\t" +
              start + "\t" + further_fields(label) + "\n";
    }
  return text;
}

bool is_raven(std::string_view first_line) {
  return first_line.find("Begin Time (s)") != std::string_view::npos &&
         first_line.find('\t') != std::string_view::npos;
}

LabelFile read_raven(std::string_view text) {
  const Table table(text, '\t');
  const size_t begin = table.need("Begin Time (s)"), end = table.need("End Time (s)");
  const auto low = table.find({"Low Freq (Hz)"}), high = table.find({"High Freq (Hz)"});
  const auto offset = table.find({"File Offset (s)"});
  const auto file = table.find({"Begin File", "Begin Path"});
  const auto species =
      table.find({"Species", "Species Code", "Annotation", "Common Name", "Label"});
  const auto comments = table.find({"Comments", "Notes", "Comment"});
  // noctule's own tables, whose text is escaped
  const bool own = table.find({"Species"}) && table.find({"Comments"}) && table.find({"Author"});
  const auto plain = [&](std::string cell) { return own ? unescape_tabs(cell) : cell; };

  std::map<std::string, int> views_of;
  for (const auto& row : table.rows()) ++views_of[Table::bytes(row, table.find({"Selection"}))];
  LabelFile result{"Raven", std::nullopt, comments.has_value(), {}};
  for (const auto& row : table.rows()) {
    if (is_second_view(row, table, views_of)) continue;
    ReadLabel label;
    label.line = row.line;
    const double first = table.needed_number(row, begin, 1000);
    label.start_ms = table.number(row, offset, 1000).value_or(first);
    label.end_ms = table.needed_number(row, end, 1000) - first + label.start_ms;
    label.low_hz = table.number(row, low, 1);
    label.high_hz = table.number(row, high, 1);
    if (const auto name = Table::text(row, species); !name.empty()) label.names = {name};
    label.comments = plain(Table::text(row, comments));
    add_label(result, plain(Table::bytes(row, file)), std::move(label));
  }
  return result;
}

}  // namespace noctule
