// SPDX-License-Identifier: GPL-3.0-or-later
// Writing; aoef_read.cpp reads.
#include "exchange/aoef.h"

#include <map>
#include <utility>

#include "core/hash.h"
#include "core/json_text.h"
#include "core/text.h"
#include "core/version.h"

namespace noctule {
namespace {

using nlohmann::json;

/// A UUID of version 8 (RFC 9562) that depends only on the text.
std::string uuid_of(const std::string& text) {
  std::string bytes = hash_bytes("noctule aoef " + text).substr(0, 16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0F) | 0x80);
  bytes[8] = static_cast<char>((bytes[8] & 0x3F) | 0x80);
  std::string hex = to_hex(bytes);
  for (const size_t at : {20u, 16u, 12u, 8u}) hex.insert(at, "-");
  return hex;
}

/// A JSON array as text, one object per line: as values, a night's labels would take gigabytes.
class List {
 public:
  void add(const json& object) {
    text_ += (text_.empty() ? "\n" : ",\n") + strict_json_text(object);
  }
  std::string close() { return "[" + std::move(text_) + "]"; }

 private:
  std::string text_;
};

/// Builds the lists of objects that refer to each other by identifier.
class Collection {
 public:
  explicit Collection(const LabelSet& set) : set_(set), calls_(set.kind == LabelKind::kCalls) {}

  std::string build() {
    std::string all;
    for (const LabelledRecording& of : set_.recordings) {
      add_recording(of);
      all += of.recording.hash;
    }
    const char* const base = set_.base == TimeBase::kTrue ? "true time" : "file time";
    json head = {
        {"uuid", uuid_of(std::string(to_text(set_.kind)) + base + all)},
        {"collection_type", calls_ ? "model_run" : "annotation_project"},
        {"name", calls_ ? "noctule calls" : "noctule annotations"},
        {"description", std::string("Exported by noctule; times and frequencies in ") + base}};
    // Newer versions of soundevent read a model run only with its model.
    if (calls_)
      head["model"] = {
          {"name", "noctule"}, {"version", version()}, {"description", "Call detector"}};
    std::string text = R"({"version":"1.1.0","data":)" + strict_json_text(head);
    text.pop_back();  // the lists follow in the same object
    const auto append = [&](const char* name, List& list) {
      text += std::string(",\n\"") + name + "\":" + list.close();
    };
    append("users", users_);
    append("tags", tags_);
    append("recordings", recordings_);
    append("clips", clips_);
    append("sound_events", sound_events_);
    append(calls_ ? "sound_event_predictions" : "sound_event_annotations", items_);
    append(calls_ ? "clip_predictions" : "clip_annotations", clip_items_);
    if (!calls_) append("tasks", tasks_);
    return text + "}}\n";
  }

 private:
  void add_recording(const LabelledRecording& of) {
    // Two files with the same contents, e.g. of two owners, are two recordings.
    const std::string key = of.recording.hash + of.path;
    const std::string recording = uuid_of("recording" + key), clip = uuid_of("clip" + key);
    recordings_.add(recording_object(of, recording));
    clips_.add({{"uuid", clip},
                {"recording", recording},
                {"start_time", 0},
                {"end_time", duration_ms_in_base(of.recording, set_.base) / 1000}});
    json ids = json::array();
    for (const Label& label : labels_in_base(set_, of))
      ids.push_back(add_label(label, key + std::to_string(ids.size()), recording));
    json labels = {{"uuid", uuid_of("clip labels" + key)}, {"clip", clip}, {"sound_events", ids}};
    json task = {{"uuid", uuid_of("task" + key)}, {"clip", clip}};
    for (const Identification& identification : of.identifications)
      add_identification(identification, labels, task);
    clip_items_.add(labels);
    tasks_.add(task);
  }

  /// What the whole clip was identified as, and that it was reviewed.
  void add_identification(const Identification& i, json& labels, json& task) {
    const std::string author = user(i.author);
    json& tags = labels["tags"];
    for (const Species& species : i.species) tags.push_back(tag(species));
    if (i.kind && i.kind != IdentificationKind::kSpecies)
      tags.push_back(tag("identification", to_text(*i.kind)));
    if (!i.comments.empty())
      labels["notes"].push_back(
          {{"uuid", uuid_of("note" + task["uuid"].get<std::string>() + author)},
           {"message", i.comments},
           {"created_by", author}});
    if (i.reviewed) task["status_badges"].push_back({{"state", "completed"}, {"owner", author}});
  }

  json recording_object(const LabelledRecording& of, const std::string& uuid) const {
    const Recording& r = of.recording;
    json object = {{"uuid", uuid},
                   {"path", of.path},
                   {"duration", duration_ms_in_base(r, set_.base) / 1000},
                   {"channels", r.channels},
                   {"samplerate", rate_in_base(r, set_.base)},
                   {"hash", to_hex(r.hash)}};
    if (set_.base == TimeBase::kTrue && r.time_expansion != 1)
      object["time_expansion"] = r.time_expansion;
    const std::string date = r.recorded_at.value_or("");
    if (date.size() >= 10) object["date"] = date.substr(0, 10);
    if (date.size() >= 19) object["time"] = date.substr(11, 8);
    if (r.latitude && r.longitude) {
      object["latitude"] = *r.latitude;
      object["longitude"] = *r.longitude;
    }
    return object;
  }

  /// Adds a sound event and its annotation or prediction; returns the latter's identifier.
  std::string add_label(const Label& label, const std::string& key, const std::string& recording) {
    const std::string event = uuid_of("event" + key), item = uuid_of("label" + key);
    json object = {{"uuid", event},
                   {"recording", recording},
                   {"geometry",
                    {{"type", "BoundingBox"},
                     {"coordinates",
                      {label.start_ms / 1000, label.low_hz, label.end_ms / 1000, label.high_hz}}}}};
    if (label.call) object["features"] = features(*label.call);
    sound_events_.add(object);
    items_.add(label.call ? prediction(item, event) : annotation(label, item, event));
    return item;
  }

  static json features(const Call& call) {
    json values = {{"peak_freq", call.peak_hz},
                   {"char_freq", call.char_hz},
                   {"slope", call.slope_khz_per_ms},
                   {"snr", call.snr_db}};
    if (call.interval_ms) values["interval"] = *call.interval_ms;
    return values;
  }

  /// The detector gives no probability: what it lists counts as found.
  static json prediction(const std::string& uuid, const std::string& event) {
    return {{"uuid", uuid}, {"sound_event", event}, {"score", 1.0}};
  }

  json annotation(const Label& label, const std::string& uuid, const std::string& event) {
    json object = {{"uuid", uuid}, {"sound_event", event}, {"tags", json::array()}};
    for (const Species& species : label.species) object["tags"].push_back(tag(species));
    const std::string author = user(label.author);
    if (!author.empty()) object["created_by"] = author;
    if (!label.comments.empty()) {
      json note = {{"uuid", uuid_of("note" + uuid)}, {"message", label.comments}};
      if (!author.empty()) note["created_by"] = author;
      object["notes"] = {note};
    }
    return object;
  }

  int tag(const Species& species) { return tag("species", scientific_name(species)); }

  int tag(const std::string& key, const std::string& value) {
    const auto [it, added] =
        tag_ids_.insert({std::pair(key, value), static_cast<int>(tag_ids_.size())});
    if (added) tags_.add({{"id", it->second}, {"key", key}, {"value", value}});
    return it->second;
  }

  std::string user(const std::string& name) {
    if (name.empty()) return "";
    const std::string uuid = uuid_of("user" + name);
    if (user_names_.insert({name, uuid}).second) users_.add({{"uuid", uuid}, {"username", name}});
    return uuid;
  }

  const LabelSet& set_;
  bool calls_;
  List users_, tags_, recordings_, clips_, sound_events_, items_, clip_items_, tasks_;
  std::map<std::pair<std::string, std::string>, int> tag_ids_;
  std::map<std::string, std::string> user_names_;
};

}  // namespace

std::string aoef_text(const LabelSet& set) { return Collection(set).build(); }

}  // namespace noctule
