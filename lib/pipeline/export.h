// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/output_guard.h"
#include "pipeline/data_export.h"
#include "pipeline/label_export.h"
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

/// An image and its output path.
struct ExportTarget {
  std::filesystem::path path;
  OutputKind kind = OutputKind::kJpeg;
  std::function<std::string()> read;
};

/// Writes recordings as files: STEM.spectrogram.jpg (tiles STEM.spectrogram.0001.jpg …),
/// STEM.compressed.jpg where given, a sidecar STEM.spectrogram.json that describes them, and labels
/// in other formats (LabelExporter); mirrors the folders of the recordings. Names that are too long
/// are shortened (see fitting_stem()).
class Exporter {
 public:
  /// Folders are mirrored relative to the deepest folder that `roots` share, or, if there are no
  /// roots, that all recordings share. Recordings elsewhere keep their full path. `spectrogram`:
  /// what the spectrograms were made with.
  Exporter(Store& store, std::filesystem::path folder, std::vector<std::filesystem::path> roots,
           const std::vector<ExportedRecording>& recordings, const ExportOptions& options,
           const SpectrogramOptions& spectrogram);

  /// Whether write_data() has anything to write.
  bool has_data() const { return options_.has_data(); }
  /// What write_data() is to write for a recording that is being rendered, and for one whose
  /// spectrogram is stored. The first may run on any thread.
  DataJob data_job(const Recording& recording, std::vector<Call> calls, bool compressed) const;
  DataJob data_job(const Recording& recording, const Spectrogram& spectrogram,
                   const ExportedImages& images, const std::optional<RecordingCalls>& calls) const;
  /// Writes the files that are made from the samples; call it before write(), whose sidecar vouches
  /// for them. May run on any thread. Returns and throws like write().
  bool write_data(const DataJob& job) const { return data_.write(job); }

  /// Writes a recording's other files unless they are up to date; returns whether it wrote any.
  /// `warn` is called with what could not be written for good reason. Throws RecordingError if
  /// something else is in their place or a name cannot be written, FatalError if the disk fails.
  bool write(const Recording& recording, const Spectrogram& spectrogram,
             const ExportedImages& images, const std::optional<RecordingCalls>& calls,
             const std::function<void(const std::string&)>& warn);

  /// Writes the files that hold a whole folder; calls `failed` for each that could not be written.
  void finish(const std::function<void(const std::filesystem::path& path,
                                       const std::string& error)>& failed) {
    labels_.write_folders(failed);
  }

 private:
  struct Place {
    std::filesystem::path input;  ///< the sound file
    std::filesystem::path stem;   ///< of the files written, below the folder
  };

  nlohmann::json sidecar_of(const Recording& recording, const Spectrogram& spectrogram,
                            const ExportedImages& images,
                            const std::optional<RecordingCalls>& calls) const;
  /// The files of one place, all but those of DataExporter, and whether its sidecar is up to date.
  struct Files {
    std::filesystem::path stem, sidecar_path;
    std::vector<ExportTarget> targets;
    std::vector<std::filesystem::path> pngs;
    std::string sidecar;
    bool current = false;
  };
  Files files_of(const Place& place, const std::string& name, const ExportedImages& images,
                 nlohmann::json sidecar) const;
  bool write_place(const Files& files) const;

  std::filesystem::path folder_, store_;
  ExportOptions options_;
  nlohmann::json parameters_;
  std::multimap<Id, Place> places_;
  LabelExporter labels_;
  DataExporter data_;
  Store& rows_;
  SpectrogramOptions call_options_;
};

}  // namespace noctule
