// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/export.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/hash.h"
#include "core/json.h"
#include "core/json_text.h"
#include "core/paths.h"
#include "pipeline/describe.h"
#include "pipeline/describe_file.h"
#include "pipeline/output_files.h"
#include "pipeline/pdf_images.h"
#include "store/identifications.h"

namespace noctule {
namespace {

namespace fs = std::filesystem;

fs::path shared_part(const fs::path& a, const fs::path& b) {
  fs::path shared;
  for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end() && *i == *j; ++i, ++j)
    shared /= *i;
  return shared;
}

/// `path` relative to `root`, or to "/" if it is not below `root`.
fs::path mirrored(const fs::path& path, const fs::path& root) {
  const fs::path below = path.lexically_relative(root);
  return below.empty() || *below.begin() == ".." ? path.relative_path() : below;
}

void add_targets(std::vector<ExportTarget>& targets, const ImageSet& images, const fs::path& first,
                 OutputKind kind) {
  for (int number = 0; number < images.count(); ++number)
    targets.push_back(
        {numbered_path(first, number), kind, [images, number] { return images.read(number); }});
}

/// Everybody's identifications.
nlohmann::json identifications_json(Store& store, Id recording_id) {
  auto array = nlohmann::json::array();
  for (const Identification& i : identifications_of(store, recording_id)) {
    auto codes = nlohmann::json::array();
    for (const Species& species : i.species) codes.push_back(species.code);
    array.push_back({{"author", i.author},
                     {"kind", i.kind ? nlohmann::json(to_text(*i.kind)) : nlohmann::json()},
                     {"species", codes},
                     {"confidence", or_null(i.confidence)},
                     {"reviewed", i.reviewed},
                     {"comments", i.comments}});
  }
  return array;
}

/// The recordings' own files.
std::set<fs::path> paths_of(const std::vector<ExportedRecording>& recordings) {
  std::set<fs::path> paths;
  for (const auto& [id, path] : recordings) paths.insert(normalised_path(path));
  return paths;
}

}  // namespace

Exporter::Exporter(Store& store, fs::path folder, std::vector<fs::path> roots,
                   const std::vector<ExportedRecording>& recordings, const ExportOptions& options,
                   const SpectrogramOptions& spectrogram)
    : folder_(std::move(folder)),
      store_(store.path()),
      options_(options),
      parameters_(nlohmann::json::parse(spectrogram.key())),
      labels_(store, options_, spectrogram.calls, paths_of(recordings)),
      data_(options_, spectrogram, store.path()),
      rows_(store) {
  call_options_.calls = spectrogram.calls;
  fs::path root;
  for (fs::path& given : roots) {
    given = normalised_path(given);
    std::error_code ignored;
    if (!fs::is_directory(given, ignored)) given = given.parent_path();
    root = root.empty() ? given : shared_part(root, given);
  }
  if (roots.empty())
    for (const auto& [id, path] : recordings)
      if (path.is_absolute())
        root = root.empty() ? path.parent_path() : shared_part(root, path.parent_path());

  const auto stem_of = [&](const fs::path& path, bool keep_extension) {
    const fs::path whole = mirrored(path, root);
    const fs::path name = keep_extension ? whole.filename() : whole.stem();
    return whole.parent_path() / fitting_stem(name.string());
  };
  std::map<fs::path, int> uses;
  for (const auto& [id, path] : recordings) ++uses[stem_of(path, false)];
  std::set<fs::path> taken;
  for (const auto& [id, path] : recordings) {
    // Output names must be unique: a.wav beside a.flac, or a.wav beside a.wav.wav.
    fs::path stem = stem_of(path, false);
    if (uses[stem] > 1 || taken.contains(stem)) stem = stem_of(path, true);
    if (taken.contains(stem)) stem += "~" + to_hex(hash_bytes(std::to_string(id))).substr(0, 8);
    taken.insert(stem);
    places_.insert({id, {path, stem}});
  }
}

DataJob Exporter::data_job(const Recording& recording, std::vector<Call> calls,
                           bool compressed) const {
  DataJob job{recording, std::move(calls), compressed, {}};
  const auto [first, last] = places_.equal_range(recording.id);
  for (auto it = first; it != last; ++it)
    job.places.push_back({it->second.input.string(), folder_ / it->second.stem, false, {}});
  return job;
}

DataJob Exporter::data_job(const Recording& recording, const Spectrogram& spectrogram,
                           const ExportedImages& images,
                           const std::optional<RecordingCalls>& calls) const {
  const nlohmann::json sidecar = sidecar_of(recording, spectrogram, images, calls);
  std::vector<Call> cropped;
  if (options_.has(ExportFormat::kCrops))
    cropped = calls ? calls->calls : recording_calls(rows_, recording, call_options_).calls;
  DataJob job = data_job(recording, std::move(cropped), images.compressed.has_value());
  auto place = places_.equal_range(recording.id).first;
  for (DataJob::Place& written : job.places) {
    const Files files = files_of((place++)->second, recording.name, images, sidecar);
    written.current = files.current;
    written.pngs = files.pngs;
  }
  return job;
}

bool Exporter::write(const Recording& recording, const Spectrogram& spectrogram,
                     const ExportedImages& images, const std::optional<RecordingCalls>& calls,
                     const std::function<void(const std::string&)>& warn) {
  const nlohmann::json sidecar = sidecar_of(recording, spectrogram, images, calls);
  bool written = false;
  const auto [first, last] = places_.equal_range(recording.id);
  for (auto it = first; it != last; ++it) {
    const Place& place = it->second;
    written |= write_place(files_of(place, recording.name, images, sidecar));
    if (options_.has_labels())
      written |= labels_.write(recording, place.input.string(), folder_ / place.stem, warn);
  }
  return written;
}

/// All fields that do not depend on the place.
nlohmann::json Exporter::sidecar_of(const Recording& recording, const Spectrogram& spectrogram,
                                    const ExportedImages& images,
                                    const std::optional<RecordingCalls>& calls) const {
  nlohmann::json info = spectro_info(spectrogram, images.full.widths.front());
  if (images.compressed) add_segments(info, spectrogram, images.compressed->segments);
  nlohmann::json sidecar = {
      {"id", recording.id},
      {"name", recording.name},
      {"input", recording.path.value_or("")},
      {"recorded_date", or_null(recording.recorded_at)},
      {"equipment", or_null(recording.equipment)},
      {"comments", or_null(recording.comments)},
      {"recording_location", location_json(recording.latitude, recording.longitude)},
      {"grts_cell_id", or_null(recording.grts_cell)},
      {"metadata", parse_json(recording.metadata).value_or(nlohmann::json::object())},
      {"sample_rate", recording.sample_rate_hz},
      {"created", spectrogram.created},
      {"parameters", parameters_},
      {"spectroInfo", info},
  };
  if (calls) {
    sidecar["calls"] = to_json(calls->calls);
    sidecar["verdict"] = to_text(calls->verdict);
  }
  sidecar["identifications"] = identifications_json(rows_, recording.id);
  if (const auto warnings = warnings_in(recording.metadata); !warnings.empty())
    sidecar["warnings"] = warnings;
  data_.describe(recording, sidecar);
  return sidecar;
}

Exporter::Files Exporter::files_of(const Place& place, const std::string& name,
                                   const ExportedImages& images, nlohmann::json sidecar) const {
  Files files;
  files.stem = folder_ / place.stem;
  files.sidecar_path = files.stem.string() + ".spectrogram.json";
  std::vector<ExportTarget> pngs;
  const int height = sidecar["spectroInfo"]["height"];
  const auto add = [&](const ImageSet& set, const std::string& suffix) {
    const std::string stem = files.stem.string() + suffix;
    if (options_.has(ExportFormat::kJpg))
      add_targets(files.targets, set, stem + ".jpg", OutputKind::kJpeg);
    if (options_.has(ExportFormat::kPdf))
      add_targets(files.targets, as_pdf(set, height, name, nullptr), stem + ".pdf",
                  OutputKind::kPdf);
    if (options_.has(ExportFormat::kPng)) add_targets(pngs, set, stem + ".png", OutputKind::kPng);
  };
  add(images.full, ".spectrogram");
  if (images.compressed) add(images.compressed->images, ".compressed");
  for (const ExportTarget& png : pngs) files.pngs.push_back(png.path);
  if (place.input.is_absolute() && sidecar["input"] != place.input.string()) {
    sidecar["duplicate_of"] = sidecar["input"];
    sidecar["input"] = place.input.string();
  }
  sidecar["output"] = nlohmann::json::array();
  for (const auto* list : {&files.targets, &pngs})
    for (const ExportTarget& target : *list)
      sidecar["output"].push_back(target.path.filename().string());
  files.sidecar = json_text(sidecar, 2) + "\n";
  // Without a sidecar nothing says which spectrogram an image shows.
  files.current =
      options_.has(ExportFormat::kJson) && contents_of_file(files.sidecar_path) == files.sidecar;
  return files;
}

bool Exporter::write_place(const Files& files) const {
  const bool with_sidecar = options_.has(ExportFormat::kJson);
  const bool complete =
      std::all_of(files.targets.begin(), files.targets.end(), [](const ExportTarget& target) {
        std::error_code ignored;
        return fs::exists(target.path, ignored);
      });
  if (with_sidecar ? complete && files.current : files.targets.empty()) return false;

  make_folder(files.stem.parent_path());
  for (const ExportTarget& target : files.targets) check_target(target.path, target.kind, store_);
  if (with_sidecar) check_target(files.sidecar_path, OutputKind::kSidecar, store_);
  for (const ExportTarget& target : files.targets) write_file(target.path, target.read());
  if (with_sidecar) write_file(files.sidecar_path, files.sidecar);
  return true;
}

}  // namespace noctule
