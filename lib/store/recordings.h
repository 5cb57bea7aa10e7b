// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/render_key.h"

namespace noctule {

/// A file as the file system tells it apart from what it was.
struct FileState {
  int64_t size = 0;
  int64_t mtime_ns = 0;

  bool operator==(const FileState&) const = default;
};

/// nullopt where there is no such file.
std::optional<FileState> file_state(const std::filesystem::path& path);

/// A row of the table; what is not optional is always known.
struct Recording {
  Id id = 0;
  std::string hash;  ///< 32 bytes
  Id owner_id = 0;
  std::string owner_name;  ///< read only: the name that owner_id stands for
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
  std::string metadata = "{}";  ///< JSON
  std::string created, modified;

  double duration_ms() const {
    return 1000.0 * static_cast<double>(samples) / static_cast<double>(sample_rate_hz);
  }
};

/// The user of that name, made where there is none yet.
Id ensure_user(Store& store, const std::string& name);

/// Adds a row (id, created and modified are set by the store) and returns its id.
Id insert_recording(Store& store, const Recording& recording);

std::optional<Recording> find_recording(Store& store, Id id);
/// Whoever owns it where `owner` is not given.
std::optional<Recording> find_recording_by_hash(Store& store, const std::string& hash,
                                                std::optional<Id> owner);

/// Which recordings a user may see, of those which (names that contain `search`), and their order.
struct RecordingFilter {
  Id user_id = 0;
  bool all = false;  ///< for admins
  std::string search;
  RenderKey key;            ///< of the spectrogram whose status is asked for
  std::string sort = "id";  ///< a field, with a - before it from the largest to the smallest
  int64_t limit = -1;       ///< -1: no limit
  int64_t offset = 0;
};

/// Whether a recording has a spectrogram with some key, or why not.
struct SpectrogramStatus {
  std::optional<std::string> created;
  std::optional<std::string> failure;
  bool claimed = false;  ///< by a process that was alive a minute ago
};
SpectrogramStatus spectrogram_status(Store& store, Id recording_id, const RenderKey& key);

struct ListedRecording {
  Recording recording;
  SpectrogramStatus spectrogram;
};
/// Ids in the filter's order. Throws UsageError where nothing can be sorted by filter.sort.
std::vector<Id> list_recording_ids(Store& store, const RecordingFilter& filter);
/// Those of `ids` that the user may still see, in the order of `ids`.
std::vector<ListedRecording> list_recordings(Store& store, const RecordingFilter& filter,
                                             const std::vector<Id>& ids);
/// How many there are without limit and offset.
int64_t count_recordings(Store& store, const RecordingFilter& filter);
std::vector<Id> recordings_owned_by(Store& store, Id user_id);

/// Writes what a correction may change: name, whether public, true sample rate, and all metadata.
void update_recording(Store& store, const Recording& recording);
/// Gives a recording to another user; false where that one has a recording of the same contents.
bool move_recording(Store& store, Id id, Id owner);

/// Where a recording's file is, as far as that is known.
struct RecordingFile {
  Id id = 0;
  std::string path, owner_name;
  FileState file;
};
std::vector<RecordingFile> recording_files(Store& store);

/// Recordings whose file is `path` or lies in that folder.
std::vector<Recording> recordings_at(Store& store, const std::string& path);

/// The recording's file is now here. Whatever other recording was at `path` is there no longer.
void relink_recording(Store& store, Id id, const std::string& path, const FileState& file);

/// The number of samples that could really be read.
void correct_length(Store& store, Id id, int64_t samples);

/// False where there is none.
bool delete_recording(Store& store, Id id);

}  // namespace noctule
