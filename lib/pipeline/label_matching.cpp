// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/label_matching.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

#include "core/hash.h"
#include "core/paths.h"
#include "core/text.h"
#include "store/duplicates.h"

namespace noctule {
namespace {

/// Number of components that two paths share at their ends.
size_t shared_end(std::string a, std::string b) {
  size_t count = 0;
  while (!a.empty() && !b.empty() && file_name_of(a) == file_name_of(b)) {
    ++count;
    for (std::string* path : {&a, &b})
      path->resize(path->size() - std::min(path->size(), file_name_of(*path).size() + 1));
  }
  return count;
}

bool is_hash(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

/// Programs round durations, and some state that of the file.
bool fits_duration(const Recording& r, const ReadRecording& read) {
  if (!read.duration_ms) return true;
  const auto near = [&](double ms) {
    return std::abs(*read.duration_ms - ms) <= std::max(10.0, 0.001 * ms);
  };
  return near(r.duration_ms()) || near(duration_ms_in_base(r, TimeBase::kFile));
}

/// Whether the labels can be of this recording.
bool fits(const Recording& r, const ReadRecording& read) {
  if (is_hash(read.hash) && from_hex(read.hash) != r.hash) return false;
  const double end_ms = std::max(r.duration_ms(), duration_ms_in_base(r, TimeBase::kFile));
  return fits_duration(r, read) &&
         std::all_of(read.labels.begin(), read.labels.end(),
                     [&](const ReadLabel& label) { return label.start_ms <= end_ms; });
}

std::string stem_of(const std::string& name) { return std::filesystem::path(name).stem().string(); }

/// Keeps the entries for which `rank` is largest.
template <class T, class Rank>
void keep_best(std::vector<T>& entries, Rank rank) {
  size_t best = 0;
  for (const T& entry : entries) best = std::max<size_t>(best, rank(entry));
  std::erase_if(entries, [&](const T& entry) { return rank(entry) < best; });
}

}  // namespace

RecordingMatcher::RecordingMatcher(Store& store, std::string owner)
    : store_(store), owner_(std::move(owner)) {
  std::vector<RecordingName> all = recording_names(store);
  std::unordered_map<Id, RecordingName> by_id;
  for (const RecordingName& name : all) by_id[name.id] = name;
  for (const Duplicate& duplicate : all_duplicates(store)) {
    RecordingName name = by_id[duplicate.recording_id];
    name.path = duplicate.path;
    name.name = file_name_of(duplicate.path);
    all.push_back(std::move(name));
  }
  const auto add = [&](const std::string& file_name, const RecordingName& name) {
    by_name_[lower_case(file_name)].push_back(name);
    const std::string stem = stem_of(file_name);
    by_stem_[lower_case(stem)].push_back(name);
    if (fitting_stem(stem) != stem) by_stem_[lower_case(fitting_stem(stem))].push_back(name);
  };
  for (const RecordingName& name : all) {
    add(name.name, name);
    const std::string file_name = file_name_of(name.path.value_or(name.name));
    if (file_name != name.name) add(file_name, name);
  }
}

std::vector<RecordingName> RecordingMatcher::named(const ReadRecording& read,
                                                   const std::string& label_file) const {
  const bool stated = !read.path.empty();
  const std::string name = stated ? file_name_of(read.path) : recording_named_by(label_file);
  auto found = by_name_.find(lower_case(name));
  if (found == by_name_.end()) {
    if (stated) return {};
    found = by_stem_.find(lower_case(name));
    if (found == by_stem_.end()) return {};
  }
  std::vector<RecordingName> names = found->second;
  const std::string path = stated ? read.path : label_file;
  keep_best(names,
            [&](const RecordingName& n) { return file_name_of(n.path.value_or("")) == name; });
  // The label file may lie beside its recording, whose name has another ending.
  keep_best(names, [&](const RecordingName& n) {
    const std::filesystem::path own = n.path.value_or("");
    return stated ? shared_end(path, own.string())
                  : shared_end(std::filesystem::path(path).parent_path().string(),
                               own.parent_path().string());
  });
  return names;
}

std::vector<Recording> RecordingMatcher::matching_contents(const std::vector<RecordingName>& names,
                                                           const ReadRecording& read) const {
  std::vector<Recording> recordings;
  for (const RecordingName& name : names) {
    auto recording = find_recording(store_, name.id);
    if (recording && fits(*recording, read)) recordings.push_back(std::move(*recording));
  }
  keep_best(recordings, [&](const Recording& r) { return r.owner_name == owner_; });
  return recordings;
}

std::variant<Recording, std::string> RecordingMatcher::find(const ReadRecording& read,
                                                            const std::string& label_file) const {
  const std::string name =
      read.path.empty() ? recording_named_by(label_file) : file_name_of(read.path);
  const auto names = named(read, label_file);
  auto recordings = matching_contents(names, read);
  if (recordings.empty() && is_hash(read.hash))
    if (auto renamed = find_recording_by_hash(store_, from_hex(read.hash), std::nullopt))
      return std::move(*renamed);
  if (recordings.empty() && names.empty()) return "no recording is named " + name;
  if (recordings.empty())
    return "the recording " + name + " has other contents (its length or hash differs)";
  for (const Recording& recording : recordings)
    if (recording.hash != recordings.front().hash)
      return std::to_string(recordings.size()) + " recordings are named " + name;
  return std::move(recordings.front());
}

TimeBase time_base_of(const LabelFile& file, const ReadRecording& read, const Recording& recording,
                      const std::string& label_file) {
  if (file.base) return *file.base;
  if (read.sample_rate_hz)
    return *read.sample_rate_hz == recording.header_rate_hz &&
                   *read.sample_rate_hz != recording.sample_rate_hz
               ? TimeBase::kFile
               : TimeBase::kTrue;
  return file_name_of(label_file).find(".file-time.") == std::string::npos ? TimeBase::kTrue
                                                                           : TimeBase::kFile;
}

SpeciesIndex::SpeciesIndex(Store& store) {
  const auto all = all_species(store);
  const auto add = [&](const std::string& name, Id id) {
    if (!name.empty()) ids_.insert({lower_case(name), id});
  };
  // Codes first: they are unique.
  for (const Species& s : all) add(s.code, s.id);
  for (const Species& s : all) add(s.code_6, s.id);
  for (const Species& s : all) add(scientific_name(s), s.id);
  for (const Species& s : all) add(s.common_name, s.id);
}

std::vector<Id> SpeciesIndex::find(const std::string& text) const {
  std::vector<Id> ids;
  if (const auto whole = ids_.find(lower_case(text)); whole != ids_.end()) return {whole->second};
  for (size_t at = 0; at <= text.size();) {
    const size_t end = std::min(text.size(), text.find_first_of(",;/+|", at));
    const size_t first = std::min(end, text.find_first_not_of(' ', at));
    const size_t last = text.find_last_not_of(' ', end == 0 ? 0 : end - 1);
    const auto found =
        first < end ? ids_.find(lower_case(text.substr(first, last - first + 1))) : ids_.end();
    if (found == ids_.end()) return {};
    ids.push_back(found->second);
    at = end + 1;
  }
  return ids;
}

}  // namespace noctule
