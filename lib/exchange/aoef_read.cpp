// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "core/error.h"
#include "core/text.h"
#include "exchange/aoef.h"
#include "exchange/json_fields.h"

namespace noctule {
namespace {

using nlohmann::json;

[[noreturn]] void fail(const std::string& what) { throw RecordingError(what); }

/// Where times and frequencies are in a geometry's coordinates, by its type.
class Bounds {
 public:
  explicit Bounds(const json& geometry) {
    const std::string type = text_field(geometry, "type");
    const auto found = geometry.find("coordinates");
    if (found == geometry.end()) fail("a geometry lacks 'coordinates'");
    if (type == "TimeStamp")
      times_.add(number(*found));
    else if (type == "TimeInterval")
      times_.add_all(numbers(*found, 2));
    else if (type == "BoundingBox")
      add_box(numbers(*found, 4));
    else
      add_points(*found);
    if (times_.empty()) fail("a geometry has no coordinates");
  }

  void copy_to(ReadLabel& label) const {
    label.start_ms = times_.low * 1000;
    label.end_ms = times_.high * 1000;
    if (hertz_.empty()) return;
    label.low_hz = hertz_.low;
    label.high_hz = hertz_.high;
  }

 private:
  struct Range {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    bool empty() const { return low > high; }
    void add(double value) {
      low = std::min(low, value);
      high = std::max(high, value);
    }
    void add_all(const std::vector<double>& values) {
      for (const double value : values) add(value);
    }
  };

  static double number(const json& value) {
    if (!value.is_number()) fail("a coordinate is not a number");
    const double number = value.get<double>();
    if (!(number >= 0 && number <= 1e9)) fail("a coordinate is out of range: " + exact(number));
    return number;
  }

  static std::vector<double> numbers(const json& values, size_t count) {
    if (!values.is_array() || values.size() != count)
      fail("a geometry has not " + std::to_string(count) + " coordinates");
    std::vector<double> all;
    for (const json& value : values) all.push_back(number(value));
    return all;
  }

  void add_box(const std::vector<double>& box) {
    times_.add_all({box[0], box[2]});
    hertz_.add_all({box[1], box[3]});
  }

  /// Points [time, frequency], nested to any depth.
  void add_points(const json& value) {
    if (!value.is_array()) fail("the coordinates of a geometry are not an array");
    if (value.size() == 2 && value[0].is_number()) {
      times_.add(number(value[0]));
      hertz_.add(number(value[1]));
    } else {
      for (const json& inner : value) add_points(inner);
    }
  }

  Range times_, hertz_;
};

class Reader {
 public:
  explicit Reader(const json& data) : data_(data) {}

  LabelFile read() {
    for (const json& tag : array_field(data_, "tags"))
      if (tag.is_object() && tag.contains("id")) tags_[tag["id"].dump()] = &tag;
    for (const json& object : array_field(data_, "recordings")) add_recording(object);
    for (const json& event : array_field(data_, "sound_events"))
      events_[text_field(event, "uuid")] = &event;
    for (const char* list : {"sound_event_annotations", "sound_event_predictions"})
      for (const json& item : array_field(data_, list)) add(item);
    return std::move(result_);
  }

 private:
  void add_recording(const json& object) {
    index_[text_field(object, "uuid")] = result_.recordings.size();
    ReadRecording& recording = result_.recordings.emplace_back();
    recording.path = text_field(object, "path");
    recording.hash = text_field(object, "hash");
    recording.duration_ms = number_field(object, "duration", 1000);
    if (const auto rate_hz = number_field(object, "samplerate", 1))
      recording.sample_rate_hz = std::llround(*rate_hz);
  }

  void add(const json& item) {
    const auto event = events_.find(text_field(item, "sound_event"));
    if (event == events_.end())
      fail("an annotation refers to a sound event that is not in the file");
    const auto recording = index_.find(text_field(*event->second, "recording"));
    if (recording == index_.end())
      fail("a sound event refers to a recording that is not in the file");
    const auto geometry = event->second->find("geometry");
    if (geometry == event->second->end() || geometry->is_null()) return;
    ReadLabel label;
    Bounds(*geometry).copy_to(label);
    for (const json& tag : array_field(item, "tags")) add_tag(label, tag);
    for (const json& note : array_field(item, "notes"))
      label.comments += (label.comments.empty() ? "" : "\n") + text_field(note, "message");
    result_.recordings[recording->second].labels.push_back(std::move(label));
  }

  /// A tag is a number, or for predictions a number and a score.
  void add_tag(ReadLabel& label, const json& reference) {
    const json& id = reference.is_array() && !reference.empty() ? reference.front() : reference;
    const auto tag = tags_.find(id.dump());
    if (tag == tags_.end()) fail("an annotation refers to a tag that is not in the file");
    label.names.push_back(text_field(*tag->second, "value"));
  }

  const json& data_;
  LabelFile result_{"AOEF", std::nullopt, true, {}};
  std::unordered_map<std::string, const json*> tags_, events_;
  std::unordered_map<std::string, size_t> index_;
};

}  // namespace

bool is_aoef(const json& value) {
  if (!value.is_object()) return false;
  const auto data = value.find("data");
  return data != value.end() && data->is_object() && data->contains("collection_type");
}

LabelFile read_aoef(const json& value) { return Reader(value.at("data")).read(); }

}  // namespace noctule
