// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchange/batdetect2.h"

#include "exchange/json_fields.h"
#include "exchange/table.h"

namespace noctule {
namespace {

std::string comment(const std::string& event, const std::string& probability) {
  if (probability.empty()) return event;
  return (event.empty() ? "" : event + ", ") + "class_prob " + probability;
}

ReadLabel label_of(const nlohmann::json& annotation) {
  ReadLabel label;
  label.start_ms = needed_number(annotation, "start_time", 1000);
  label.end_ms = needed_number(annotation, "end_time", 1000);
  label.low_hz = needed_number(annotation, "low_freq", 1);
  label.high_hz = needed_number(annotation, "high_freq", 1);
  if (const auto name = text_field(annotation, "class"); !name.empty()) label.names = {name};
  const auto probability = number_field(annotation, "class_prob", 1);
  label.comments = comment(text_field(annotation, "event"), probability ? exact(*probability) : "");
  return label;
}

void read_recording(const nlohmann::json& object, LabelFile& result) {
  ReadRecording& recording = result.recordings.emplace_back();
  recording.path = text_field(object, "id");
  recording.duration_ms = number_field(object, "duration", 1000);
  for (const nlohmann::json& annotation : array_field(object, "annotation"))
    recording.labels.push_back(label_of(annotation));
}

}  // namespace

bool is_batdetect2_csv(std::string_view first_line) {
  return first_line.find("det_prob") != std::string_view::npos &&
         first_line.find("class") != std::string_view::npos;
}

LabelFile read_batdetect2_csv(std::string_view text) {
  const Table table(text, ',');
  const size_t start = table.need("start_time"), end = table.need("end_time");
  const size_t low = table.need("low_freq"), high = table.need("high_freq");
  const size_t name = table.need("class");
  const auto probability = table.find({"class_prob"}), event = table.find({"event"});
  LabelFile result{"BatDetect2", TimeBase::kTrue, true, {}};
  for (const auto& row : table.rows()) {
    ReadLabel label;
    label.line = row.line;
    label.start_ms = table.needed_number(row, start, 1000);
    label.end_ms = table.needed_number(row, end, 1000);
    label.low_hz = table.needed_number(row, low, 1);
    label.high_hz = table.needed_number(row, high, 1);
    if (auto text_of = Table::text(row, name); !text_of.empty()) label.names = {text_of};
    label.comments = comment(Table::text(row, event), Table::text(row, probability));
    add_label(result, "", std::move(label));
  }
  return result;
}

bool is_batdetect2(const nlohmann::json& json) {
  const nlohmann::json& object = json.is_array() && !json.empty() ? json.front() : json;
  return object.is_object() && object.contains("annotation");
}

LabelFile read_batdetect2(const nlohmann::json& json) {
  LabelFile result{"BatDetect2", TimeBase::kTrue, true, {}};
  if (json.is_object()) read_recording(json, result);
  if (json.is_array())
    for (const nlohmann::json& object : json) read_recording(object, result);
  return result;
}

}  // namespace noctule
