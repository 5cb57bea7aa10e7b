// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "store/recordings.h"
#include "store/spectrograms.h"

namespace noctule {

/// Writes stored spectrograms as files: STEM.spectrogram.jpg (tiles STEM.spectrogram.0001.jpg …),
/// STEM.compressed.jpg where that form is wanted, and last a sidecar STEM.spectrogram.json that
/// describes them; folders as those of the recordings. A name that is too long for that is cut (see
/// fitting_stem()).
class Exporter {
 public:
  /// `roots`: what the folders are mirrored below; where none are given, the deepest folder that
  /// all recordings share. Recordings elsewhere keep their whole path. A recording is exported to
  /// each place that it is paired with.
  Exporter(std::filesystem::path folder, std::vector<std::filesystem::path> roots,
           const std::vector<std::pair<Id, std::filesystem::path>>& recordings, bool compressed);

  /// Writes a recording's files unless they are there as they should be; gives whether it did.
  /// Throws RecordingError where something else stands in their place or a name cannot be written,
  /// FatalError where the disk fails.
  bool write(Store& store, const Recording& recording, const Spectrogram& spectrogram) const;

 private:
  struct Place {
    std::filesystem::path input;  ///< the sound file
    std::filesystem::path stem;   ///< of the files written, below the folder
  };
  bool write_to(Store& store, const Recording& recording, const Spectrogram& spectrogram,
                const Place& place) const;

  std::filesystem::path folder_;
  bool compressed_;
  std::multimap<Id, Place> places_;
};

/// Creates a folder for outputs, with those above it. Throws RecordingError where a name or
/// permission is in the way, FatalError where the disk is.
void make_folder(const std::filesystem::path& folder);

/// STEM.jpg → STEM.0003.jpg for tile 3; the path itself for 0.
std::filesystem::path numbered_path(const std::filesystem::path& path, int number);

}  // namespace noctule
