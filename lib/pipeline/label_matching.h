// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "exchange/label_file.h"

namespace noctule {

/// Finds the recordings of a store that label files name.
class RecordingMatcher {
 public:
  /// Recordings of `owner` are preferred to others with the same contents.
  RecordingMatcher(Store& store, std::string owner);

  /// The recording, or why there is none: by its hash, if the file states it, else by its file
  /// name; of several, the one in the folder that the file states. `label_file`: the label file's
  /// name, for formats that name no recording.
  std::variant<Recording, std::string> find(const ReadRecording& read,
                                            const std::string& label_file) const;

 private:
  std::vector<RecordingName> named(const ReadRecording& read, const std::string& label_file) const;
  std::vector<Recording> matching_contents(const std::vector<RecordingName>& names,
                                           const ReadRecording& read) const;

  Store& store_;
  std::string owner_;
  std::unordered_map<std::string, std::vector<RecordingName>> by_name_, by_stem_;
};

/// The time base of a recording's labels: what the format or the label file's name says, else the
/// one whose sample rate the file states, else true time.
TimeBase time_base_of(const LabelFile& file, const ReadRecording& read, const Recording& recording,
                      const std::string& label_file);

/// Finds species by code, scientific or common name, in any case of letters.
class SpeciesIndex {
 public:
  explicit SpeciesIndex(Store& store);

  /// The species in a text such as "MYLU" or "MYLU, EPFU"; empty if any of it is unknown.
  std::vector<Id> find(const std::string& text) const;

 private:
  std::unordered_map<std::string, Id> ids_;
};

}  // namespace noctule
