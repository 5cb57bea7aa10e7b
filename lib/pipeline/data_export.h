// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/call.h"
#include "core/output_guard.h"
#include "pipeline/export_formats.h"
#include "pipeline/options.h"
#include "store/recordings.h"

namespace noctule {

/// Writes what programs are trained with, from a recording's samples: STEM.npy, its denoised
/// decibels; and STEM.crops/, a picture of each call, with a table STEM.crops.csv.
class DataExporter {
 public:
  DataExporter(const ExportOptions& options, SpectrogramOptions spectrogram,
               std::filesystem::path store);

  /// What the sidecar says of them: "array", if kNpy is wanted.
  void describe(const Recording& recording, nlohmann::json& sidecar) const;

  /// Writes the files of a recording, named after `stem`; returns whether it wrote any. `current`:
  /// the sidecar shows that existing files are up to date. `input` is the recording's path as
  /// others are to see it. Throws RecordingError if something else is in a file's place.
  bool write(const Recording& recording, const std::vector<Call>& calls, const std::string& input,
             const std::filesystem::path& stem, bool current) const;

 private:
  bool write_array(const Recording& recording, const std::filesystem::path& path,
                   bool current) const;
  bool write_crops(const Recording& recording, const std::vector<Call>& calls,
                   const std::string& input, const std::filesystem::path& stem, bool current) const;
  double expansion_of(const Recording& recording) const;
  void check_target(const std::filesystem::path& path, OutputKind kind) const;

  const ExportOptions& options_;
  SpectrogramOptions spectrogram_;
  std::filesystem::path store_;
};

}  // namespace noctule
