// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/label_export.h"

#include <algorithm>
#include <utility>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/paths.h"
#include "core/stop.h"
#include "exchange/guano_copy.h"
#include "pipeline/file_tags.h"
#include "pipeline/output_files.h"
#include "pipeline/stored.h"
#include "store/annotations.h"

namespace noctule {
namespace {

namespace fs = std::filesystem;

constexpr LabelKind kKinds[] = {LabelKind::kCalls, LabelKind::kAnnotations};

}  // namespace

LabelExporter::LabelExporter(Store& store, const ExportOptions& options,
                             const CallDetectorOptions& calls, std::set<fs::path> inputs)
    : store_(store), options_(options), inputs_(std::move(inputs)) {
  call_options_.calls = calls;
}

LabelledRecording LabelExporter::labelled(const Recording& recording, const std::string& input,
                                          LabelKind kind) {
  if (kind == LabelKind::kCalls)
    return {recording, input, labels_of(recording_calls(store_, recording, call_options_).calls)};
  return {recording, input, labels_of(annotations_of(store_, recording.id)),
          identifications_of(store_, recording.id)};
}

bool LabelExporter::write(const Recording& recording, const std::string& input,
                          const fs::path& stem,
                          const std::function<void(const std::string&)>& warn) {
  bool written = false;
  for (const LabelFormat& format : label_formats()) {
    if (!options_.has(format.format)) continue;
    if (format.for_folders) {
      folders_[stem.parent_path()].push_back({recording.id, input});
      continue;
    }
    for (const LabelKind kind : kKinds) {
      const LabelSet set{kind, options_.time_base, {labelled(recording, input, kind)}};
      written |=
          write_text(format, set, stem.string() + "." + label_file_suffix(format, kind, set.base));
    }
  }
  if (options_.has(ExportFormat::kGuano)) written |= write_guano(recording, stem, warn);
  return written;
}

bool LabelExporter::write_guano(const Recording& recording, const fs::path& stem,
                                const std::function<void(const std::string&)>& warn) {
  const fs::path source = open_recording(recording)->path(), target = stem.string() + ".guano.wav";
  if (!is_wave(source)) {
    warn("it is not a WAV file, so there is no copy of it with GUANO metadata");
    return false;
  }
  const auto calls = recording_calls(store_, recording, call_options_).calls.size();
  auto annotations = annotations_of(store_, recording.id);
  // The file's own tags stay as they are in its metadata.
  std::erase_if(annotations, [](const Annotation& a) { return is_file_tag_author(a.author); });
  check_target(target, OutputKind::kGuanoWave);
  make_folder(target.parent_path());
  return copy_with_guano(source, target,
                         guano_text(guano_in(source), recording, annotations,
                                    identifications_of(store_, recording.id), calls));
}

void LabelExporter::write_folders(
    const std::function<void(const fs::path&, const std::string&)>& failed) {
  for (auto& [folder, recordings] : folders_) {
    // Each format adds the recording; a file of the folder has it once.
    std::sort(recordings.begin(), recordings.end());
    recordings.erase(std::unique(recordings.begin(), recordings.end()), recordings.end());
    for (const LabelFormat& format : label_formats()) {
      if (!format.for_folders || !options_.has(format.format)) continue;
      for (const LabelKind kind : kKinds) try {
          write_folder(format, kind, folder);
        } catch (const RecordingError& error) {
          failed(folder / label_file_suffix(format, kind, options_.time_base), error.what());
        }
    }
  }
}

void LabelExporter::write_folder(const LabelFormat& format, LabelKind kind,
                                 const fs::path& folder) {
  LabelSet set{kind, options_.time_base, {}};
  for (const auto& [id, input] : folders_[folder]) {
    throw_if_stopped();
    if (const auto recording = find_recording(store_, id))
      set.recordings.push_back(labelled(*recording, input, kind));
  }
  write_text(format, set, folder / label_file_suffix(format, kind, set.base));
}

bool LabelExporter::write_text(const LabelFormat& format, const LabelSet& set,
                               const fs::path& path) const {
  const std::string text = format.text(set);
  check_target(path, format.kind);
  std::error_code ignored;
  if (fs::exists(path, ignored) && contents_of_file(path) == text) return false;
  make_folder(path.parent_path());
  write_file(path, text);
  return true;
}

void LabelExporter::check_target(const fs::path& path, OutputKind kind) const {
  if (inputs_.contains(normalised_path(path)))
    throw RecordingError(path.string() + " is a recording; choose another folder");
  noctule::check_target(path, kind, store_.path());
}

}  // namespace noctule
