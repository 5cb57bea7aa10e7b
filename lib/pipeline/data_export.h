// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/call.h"
#include "core/image_set.h"
#include "core/output_guard.h"
#include "pipeline/export_formats.h"
#include "pipeline/options.h"
#include "store/recordings.h"

namespace noctule {

/// What to write of a recording from its samples, and where.
struct DataJob {
  struct Place {
    std::string input;           ///< the recording's path as others are to see it
    std::filesystem::path stem;  ///< of the files
    /// The sidecar shows that existing files are up to date; then `pngs` lists all PNG files.
    bool current = false;
    std::vector<std::filesystem::path> pngs;
  };
  Recording recording;
  std::vector<Call> calls;
  bool compressed = false;  ///< draw the compressed variant too
  std::vector<Place> places;
};

/// Writes files that are made from a recording's samples: STEM.npy, its denoised decibels;
/// STEM.crops/, a picture of each call, with a table STEM.crops.csv; and lossless images,
/// STEM.spectrogram.png and STEM.compressed.png. Functions may run on any thread.
class DataExporter {
 public:
  DataExporter(const ExportOptions& options, SpectrogramOptions spectrogram,
               std::filesystem::path store);

  /// What the sidecar says of them: "array", if kNpy is wanted.
  void describe(const Recording& recording, nlohmann::json& sidecar) const;

  /// Writes the files of a recording; returns whether it wrote any. Throws RecordingError if
  /// something else is in a file's place.
  bool write(const DataJob& job) const;

 private:
  bool write_array(const DataJob& job, const DataJob::Place& place) const;
  bool write_crops(const DataJob& job, const DataJob::Place& place) const;
  bool write_pngs(const DataJob& job, const DataJob::Place& place) const;
  void write_images(const ImageSet& images, const std::filesystem::path& first) const;

  const ExportOptions& options_;
  SpectrogramOptions spectrogram_;
  std::filesystem::path store_;
};

}  // namespace noctule
