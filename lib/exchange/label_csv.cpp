// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchange/label_csv.h"

#include "exchange/fields.h"
#include "exchange/table.h"

namespace noctule {
namespace {

/// Columns that depend on the time base.
constexpr const char* kBox[] = {"start_time", "end_time", "low_freq", "high_freq"};
constexpr const char* kMeasured[] = {"peak_freq", "char_freq", "slope"};

std::string header(const LabelSet& set) {
  const std::string prefix = set.base == TimeBase::kFile ? ","
                                                           "file_"
                                                         : ",";
  std::string text = "recording_id,path";
  for (const char* name : kBox) text += prefix + name;
  if (set.kind == LabelKind::kAnnotations) return text + ",species,comments,author\n";
  for (const char* name : kMeasured) text += prefix + name;
  return text + ",snr" + prefix + "interval\n";
}

std::string line(const LabelledRecording& of, const Label& label) {
  std::string text = std::to_string(of.recording.id) + "," + spreadsheet_field(of.path);
  for (const double value : {label.start_ms, label.end_ms, label.low_hz, label.high_hz})
    text += "," + (label.call ? fixed(value, 3) : exact(value));
  if (!label.call)
    return text + "," + spreadsheet_field(species_codes(label.species)) + "," +
           spreadsheet_field(label.comments) + "," + spreadsheet_field(label.author) + "\n";
  const Call& call = *label.call;
  return text + "," + fixed(call.peak_hz, 3) + "," + fixed(call.char_hz, 3) + "," +
         fixed(call.slope_khz_per_ms, 6) + "," + fixed(call.snr_db, 1) + "," +
         (call.interval_ms ? fixed(*call.interval_ms, 3) : "") + "\n";
}

}  // namespace

std::string csv_text(const LabelSet& set) {
  std::string text = header(set);
  for (const LabelledRecording& recording : set.recordings)
    for (const Label& label : labels_in_base(set, recording)) text += line(recording, label);
  return text;
}

bool is_label_csv(std::string_view first_line) {
  return first_line.starts_with("recording_id,path,start_time,") ||
         first_line.starts_with("recording_id,path,file_start_time,");
}

LabelFile read_label_csv(std::string_view text) {
  const Table table(text, ',');
  const bool file_time = table.find({"file_start_time"}).has_value();
  const std::string prefix = file_time ? "file_" : "";
  const size_t start = table.need(prefix + kBox[0]), end = table.need(prefix + kBox[1]);
  const size_t low = table.need(prefix + kBox[2]), high = table.need(prefix + kBox[3]);
  const size_t path = table.need("path");
  const auto species = table.find({"species"}), comments = table.find({"comments"});
  LabelFile result{"CSV", file_time ? TimeBase::kFile : TimeBase::kTrue, comments.has_value(), {}};
  for (const auto& row : table.rows()) {
    ReadLabel label;
    label.line = row.line;
    label.start_ms = table.needed_number(row, start, 1);
    label.end_ms = table.needed_number(row, end, 1);
    label.low_hz = table.needed_number(row, low, 1);
    label.high_hz = table.needed_number(row, high, 1);
    if (const auto names = plain_text(Table::text(row, species)); !names.empty())
      label.names = {names};
    label.comments = plain_text(Table::text(row, comments));
    add_label(result, plain_text(Table::bytes(row, path)), std::move(label));
  }
  return result;
}

}  // namespace noctule
