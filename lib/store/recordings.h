// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/file_state.h"
#include "store/render_key.h"

namespace noctule {

/// A row of the recording table; fields that are not optional are always known.
struct Recording {
  Id id = 0;
  std::string hash;  ///< 32 bytes
  Id owner_id = 0;
  std::string owner_name;  ///< read only: name of the user with owner_id
  bool is_public = false;
  std::string name;
  std::optional<std::string> path;  ///< absolute
  FileState file;
  int header_rate_hz = 0;
  double time_expansion = 1;
  int64_t sample_rate_hz = 0;
  int channels = 1;
  int64_t samples = 0;
  std::optional<std::string> recorded_at, equipment, comments;
  std::optional<double> latitude, longitude;
  std::optional<int64_t> grts_cell;
  std::optional<std::string> site;  ///< see pipeline/site.h
  std::string metadata = "{}";      ///< JSON
  std::string created, modified;
  /// Read only: YYYY-MM-DDTHH:MM:SS on the recorder's clock, or, where that was set to UTC and the
  /// position is known, in the hour of the position; and the date of the evening (noon to noon).
  std::optional<std::string> local_time, night;

  double duration_ms() const {
    return 1000.0 * static_cast<double>(samples) / static_cast<double>(sample_rate_hz);
  }
};

/// Id of the user with this name, who is created if necessary.
Id ensure_user(Store& store, const std::string& name);

/// Adds a row (id, created and modified are set by the store) and returns its id.
Id insert_recording(Store& store, const Recording& recording);

std::optional<Recording> find_recording(Store& store, Id id);
/// Of any owner if `owner` is not given.
std::optional<Recording> find_recording_by_hash(Store& store, const std::string& hash,
                                                std::optional<Id> owner);

/// Writes the fields that a correction may change: name, public, true sample rate and all metadata.
void update_recording(Store& store, const Recording& recording);
void set_site(Store& store, Id id, const std::optional<std::string>& site);
/// Moves a recording to another user; false if that user has one with the same contents.
bool move_recording(Store& store, Id id, Id owner);

/// Path of a recording's file, if known.
struct RecordingFile {
  Id id = 0;
  std::string path, owner_name;
  FileState file;
};
std::vector<RecordingFile> recording_files(Store& store);

/// What identifies a recording to people and other programs.
struct RecordingName {
  Id id = 0;
  std::string name, owner_name;
  std::optional<std::string> path;
};
std::vector<RecordingName> recording_names(Store& store);

/// Recordings whose file is `path` or is in that folder, at any depth.
std::vector<Recording> recordings_at(Store& store, const std::string& path);

/// Sets the recording's file. Other recordings at `path` with different contents lose their path.
void relink_recording(Store& store, Id id, const std::string& path, const FileState& file);

/// Sets the number of samples that could actually be read.
void correct_length(Store& store, Id id, int64_t samples);

/// Returns false if there is none.
bool delete_recording(Store& store, Id id);

}  // namespace noctule
