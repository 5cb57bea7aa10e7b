// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/output_guard.h"
#include "pipeline/recording_calls.h"
#include "pipeline/stored.h"

namespace noctule {

/// A recording and a path that it is exported for: its own, or that of a duplicate.
struct ExportedRecording {
  Id id = 0;
  std::filesystem::path path;
};

/// The images of a recording to be written.
struct ExportedImages {
  ImageSet full;
  std::optional<CompressedImages> compressed;
};

/// Writes spectrograms as files: STEM.spectrogram.jpg (tiles STEM.spectrogram.0001.jpg …),
/// STEM.compressed.jpg where given, and last a sidecar STEM.spectrogram.json that describes them;
/// mirrors the folders of the recordings. Names that are too long are shortened (see
/// fitting_stem()).
class Exporter {
 public:
  /// Folders are mirrored relative to the deepest folder that `roots` share, or, if there are no
  /// roots, that all recordings share. Recordings elsewhere keep their full path. `parameters`: the
  /// spectrograms' key. `store` is never overwritten.
  Exporter(std::filesystem::path folder, std::vector<std::filesystem::path> roots,
           const std::vector<ExportedRecording>& recordings, const std::string& parameters,
           std::filesystem::path store);

  /// Writes a recording's files unless they are up to date; returns whether it wrote any. Throws
  /// RecordingError if something else is in their place or a name cannot be written, FatalError if
  /// the disk fails.
  bool write(const Recording& recording, const Spectrogram& spectrogram,
             const ExportedImages& images, const std::optional<RecordingCalls>& calls) const;

 private:
  struct Place {
    std::filesystem::path input;  ///< the sound file
    std::filesystem::path stem;   ///< of the files written, below the folder
  };

  nlohmann::json sidecar_of(const Recording& recording, const Spectrogram& spectrogram,
                            const ExportedImages& images,
                            const std::optional<RecordingCalls>& calls) const;
  bool write_to(const Place& place, const ExportedImages& images, nlohmann::json sidecar) const;
  void check_target(const std::filesystem::path& path, OutputKind kind) const;

  std::filesystem::path folder_, store_;
  nlohmann::json parameters_;
  std::multimap<Id, Place> places_;
};

/// Creates an output folder and its parents. Throws RecordingError if a name or permission prevents
/// it, FatalError if the disk does.
void make_folder(const std::filesystem::path& folder);

/// STEM.jpg → STEM.0003.jpg for tile 3; the path itself for 0.
std::filesystem::path numbered_path(const std::filesystem::path& path, int number);

}  // namespace noctule
