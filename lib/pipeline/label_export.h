// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "pipeline/label_formats.h"
#include "pipeline/recording_calls.h"

namespace noctule {

/// Writes the calls and annotations of a bulk run in the formats of other programs: beside each
/// exported recording's images, and, where a format has one file per folder, when the run ends.
class LabelExporter {
 public:
  /// `inputs`: the recordings' own files, which are never overwritten.
  LabelExporter(Store& store, const ExportOptions& options, const CallDetectorOptions& calls,
                std::set<std::filesystem::path> inputs);

  /// Writes the files of a recording that do not exist or differ, named after `stem`, and keeps the
  /// recording for its folder's files. `input` is its path as others are to see it. Returns whether
  /// it wrote any; `warn` is called with what could not be written for good reason. Throws
  /// RecordingError if something else is in a file's place.
  bool write(const Recording& recording, const std::string& input,
             const std::filesystem::path& stem,
             const std::function<void(const std::string&)>& warn);

  /// Writes the files of the folders; calls `failed` for each that could not be written.
  void write_folders(const std::function<void(const std::filesystem::path& path,
                                              const std::string& error)>& failed);

 private:
  LabelledRecording labelled(const Recording& recording, const std::string& input, LabelKind kind);
  bool write_guano(const Recording& recording, const std::filesystem::path& stem,
                   const std::function<void(const std::string&)>& warn);
  void write_folder(const LabelFormat& format, LabelKind kind, const std::filesystem::path& folder);
  bool write_text(const LabelFormat& format, const LabelSet& set,
                  const std::filesystem::path& path) const;
  void check_target(const std::filesystem::path& path, OutputKind kind) const;

  Store& store_;
  const ExportOptions& options_;
  SpectrogramOptions call_options_;
  std::set<std::filesystem::path> inputs_;
  std::map<std::filesystem::path, std::vector<std::pair<Id, std::string>>> folders_;
};

}  // namespace noctule
