// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/verdict.h"
#include "store/recordings.h"

namespace noctule {

/// Selects some of the recordings that a user may see, and their order. All given conditions must
/// hold; texts are compared without regard to the case of ASCII letters, except site and night.
struct RecordingFilter {
  Id user_id = 0;
  bool all = false;    ///< whether the user sees all recordings, as admins do
  std::string search;  ///< words, each part of a field, or of the text of one of its species
  std::optional<std::string> site;       ///< the whole name; empty: recordings without one
  std::optional<std::string> night;      ///< YYYY-MM-DD; empty: recordings without a date
  std::optional<std::string> equipment;  ///< part of it
  std::optional<std::vector<Id>>
      species;  ///< any of them, in any user's annotation or identification
  std::optional<Verdict> verdict;
  std::optional<bool> analysed;  ///< whether its calls were looked for
  std::optional<bool> vetted;    ///< whether the user has decided on a kind or reviewed it
  std::optional<bool> faint;  ///< whether it has calls, but none of kFaintSnrDb, listed or possible
  int detector_version = 0;   ///< of the calls and verdicts
  RenderKey key;            ///< of the spectrogram whose status is requested, and by which to sort
  std::string sort = "id";  ///< a field; with a - before it in descending order
  int64_t limit = -1;       ///< -1: no limit
  int64_t offset = 0;

  static constexpr double kFaintSnrDb = 15;
};

/// Whether a recording has a spectrogram with some key, or why not.
struct SpectrogramStatus {
  std::optional<std::string> created;
  std::optional<std::string> failure;
  bool claimed = false;  ///< by a process with a heartbeat in the last minute
  bool queued = false;   ///< waits as a render job
};
SpectrogramStatus spectrogram_status(Store& store, Id recording_id, const RenderKey& key);

struct ListedRecording {
  Recording recording;
  SpectrogramStatus spectrogram;
  std::optional<Verdict> verdict;  ///< absent: not analysed
  int64_t calls = 0;               ///< number of listed calls
  std::optional<double> peak_hz;   ///< of the strongest one
  bool vetted = false;
};

/// One page of the selected recordings.
struct RecordingPage {
  std::vector<Id> ids;  ///< in the filter's order
  int64_t total = 0;    ///< without limit and offset
};
/// Throws UsageError if the sort field does not exist or the search has too many words.
RecordingPage find_recordings(Store& store, const RecordingFilter& filter);
/// Those of `ids` that the user may still see, in the order of `ids`.
std::vector<ListedRecording> list_recordings(Store& store, const RecordingFilter& filter,
                                             const std::vector<Id>& ids);

/// The recordings of one site in one night, from noon to noon.
struct NightSummary {
  std::optional<std::string> site;
  std::optional<std::string> night;  ///< YYYY-MM-DD, of the evening
  int64_t recordings = 0, calls = 0, noise = 0, empty = 0, vetted = 0;
  std::optional<std::string> first, last;     ///< local time of the first and last recording
  std::optional<std::string> recorded_at;     ///< of one of them, with its zone
  std::optional<double> latitude, longitude;  ///< their mean
};
/// The selected recordings by site and night; limit and offset do not apply.
std::vector<NightSummary> list_nights(Store& store, const RecordingFilter& filter);

}  // namespace noctule
