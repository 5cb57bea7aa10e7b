// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchange/label_file.h"

#include <algorithm>

#include "core/error.h"
#include "core/json.h"
#include "core/text.h"
#include "exchange/aoef.h"
#include "exchange/audacity.h"
#include "exchange/batdetect2.h"
#include "exchange/kaleidoscope.h"
#include "exchange/label_csv.h"
#include "exchange/raven.h"
#include "exchange/table.h"

namespace noctule {
namespace {

struct TextFormat {
  bool (*is)(std::string_view first_line);
  LabelFile (*read)(std::string_view text);
};
constexpr TextFormat kTextFormats[] = {{is_raven, read_raven},
                                       {is_label_csv, read_label_csv},
                                       {is_kaleidoscope, read_kaleidoscope},
                                       {is_batdetect2_csv, read_batdetect2_csv},
                                       {is_audacity, read_audacity}};

LabelFile read_json(std::string_view text) {
  const auto document = parse_json(text);
  if (!document)
    throw RecordingError("this is not valid JSON (cut off, not UTF-8, or nested too deeply)");
  try {
    if (is_aoef(*document)) return read_aoef(*document);
    if (is_batdetect2(*document)) return read_batdetect2(*document);
  } catch (const nlohmann::json::exception& error) {
    throw RecordingError(std::string("the JSON does not match its format: ") + error.what());
  }
  throw RecordingError("this JSON is neither AOEF nor BatDetect2's");
}

LabelFile read(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && (text[first] == '{' || text[first] == '['))
    return read_json(text);
  std::string_view line = text.substr(0, text.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  for (const TextFormat& format : kTextFormats)
    if (format.is(line)) return format.read(text);
  throw_at_line(1,
                "this is no label file that noctule knows (Raven, Audacity, BatDetect2, AOEF, "
                "Kaleidoscope, noctule's CSV)");
}

}  // namespace

LabelFile read_label_file(std::string_view text) {
  std::string lines(checked_text(text));
  // Line ends of old Macintosh programs.
  if (lines.find('\n') == std::string::npos) std::replace(lines.begin(), lines.end(), '\r', '\n');
  LabelFile file = read(lines);
  for (const ReadRecording& recording : file.recordings)
    for (const ReadLabel& label : recording.labels) check_order(label);
  return file;
}

std::string recording_named_by(const std::string& label_file_name) {
  std::string name = file_name_of(label_file_name);
  const auto cut = [&](std::string_view end) {
    const bool found = lower_case(name).ends_with(end) && name.size() > end.size();
    if (found) name.resize(name.size() - end.size());
    return found;
  };
  for (const char* extension : {".txt", ".csv", ".json", ".tsv"})
    if (cut(extension)) break;
  cut(".file-time");
  for (const char* kind : {".raven", ".audacity", ".csv", ".aoef", ".kaleidoscope"})
    if (cut(kind)) break;
  for (const char* kind : {".calls", ".annotations", ".selections", "_detections"})
    if (cut(kind)) break;
  const size_t table = name.find(".Table.");  // Raven adds the table's number
  return table == std::string::npos || table == 0 ? name : name.substr(0, table);
}

void add_label(LabelFile& file, const std::string& path, ReadLabel label) {
  // Rows of one recording are mostly together; where they are not, the recording is listed twice.
  if (file.recordings.empty() || file.recordings.back().path != path) {
    file.recordings.emplace_back();
    file.recordings.back().path = path;
  }
  file.recordings.back().labels.push_back(std::move(label));
}

void check_order(const ReadLabel& label) {
  const auto fail = [&](const char* what) {
    if (label.line > 0) throw_at_line(label.line, what);
    throw RecordingError(what);
  };
  if (label.start_ms < 0) fail("the start is before the recording's");
  if (label.end_ms < label.start_ms) fail("the end is before the start");
  if (label.low_hz && label.high_hz && *label.low_hz > *label.high_hz)
    fail("the low frequency is above the high one");
}

}  // namespace noctule
