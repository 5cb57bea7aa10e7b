// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/export.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <set>
#include <utility>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/hash.h"
#include "core/json.h"
#include "core/json_text.h"
#include "core/paths.h"
#include "pipeline/describe.h"
#include "pipeline/ingest.h"
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

std::string contents_of_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// `path` relative to `root`, or to "/" if it is not below `root`.
fs::path mirrored(const fs::path& path, const fs::path& root) {
  const fs::path below = path.lexically_relative(root);
  return below.empty() || *below.begin() == ".." ? path.relative_path() : below;
}

/// An image and its output path.
struct Target {
  fs::path path;
  std::function<std::string()> read;
};

void add_targets(std::vector<Target>& targets, const ImageSet& images, const fs::path& first) {
  for (int number = 0; number < images.count(); ++number)
    targets.push_back(
        {numbered_path(first, number), [&images, number] { return images.read(number); }});
}

/// As in the HTTP API.
nlohmann::json location_json(const Recording& r) {
  if (!r.latitude || !r.longitude) return nullptr;
  return {{"type", "Point"}, {"coordinates", {*r.longitude, *r.latitude}}};
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

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error) return;
  const std::string what = "cannot create the folder " + folder.string() + ": " + error.message();
  if (error == std::errc::no_space_on_device || error == std::errc::read_only_file_system)
    throw FatalError(what + "; choose another folder");
  throw RecordingError(what + "; remove what is in its place, or choose another folder");
}

fs::path numbered_path(const fs::path& path, int number) {
  if (number == 0) return path;
  char text[16];
  std::snprintf(text, sizeof text, ".%04d", number);
  return path.parent_path() / (path.stem().string() + text + path.extension().string());
}

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

bool Exporter::write(const Recording& recording, const Spectrogram& spectrogram,
                     const ExportedImages& images, const std::optional<RecordingCalls>& calls,
                     const std::function<void(const std::string&)>& warn) {
  const nlohmann::json sidecar = sidecar_of(recording, spectrogram, images, calls);
  std::vector<Call> cropped;
  if (options_.has(ExportFormat::kCrops))
    cropped = calls ? calls->calls : recording_calls(rows_, recording, call_options_).calls;
  bool written = false;
  const auto [first, last] = places_.equal_range(recording.id);
  for (auto it = first; it != last; ++it) {
    const Place& place = it->second;
    written |= write_place(recording, cropped, place, images, sidecar);
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
      {"recording_location", location_json(recording)},
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

void Exporter::check_target(const fs::path& path, OutputKind kind) const {
  if (const auto reason = why_not_writable(path, kind, {}, store_)) throw RecordingError(*reason);
}

bool Exporter::write_place(const Recording& recording, const std::vector<Call>& calls,
                           const Place& place, const ExportedImages& images,
                           nlohmann::json sidecar) const {
  const bool with_sidecar = options_.has(ExportFormat::kJson);
  const fs::path stem = folder_ / place.stem;
  std::vector<Target> targets;
  if (options_.has(ExportFormat::kJpg))
    add_targets(targets, images.full, stem.string() + ".spectrogram.jpg");
  if (options_.has(ExportFormat::kJpg) && images.compressed)
    add_targets(targets, images.compressed->images, stem.string() + ".compressed.jpg");
  if (place.input.is_absolute() && sidecar["input"] != place.input.string()) {
    sidecar["duplicate_of"] = sidecar["input"];
    sidecar["input"] = place.input.string();
  }
  sidecar["output"] = nlohmann::json::array();
  for (const Target& target : targets) sidecar["output"].push_back(target.path.filename().string());
  const std::string text = json_text(sidecar, 2) + "\n";
  const fs::path sidecar_path = stem.string() + ".spectrogram.json";
  const bool complete = std::all_of(targets.begin(), targets.end(), [](const Target& target) {
    std::error_code ignored;
    return fs::exists(target.path, ignored);
  });
  // Without a sidecar nothing says which spectrogram an image shows.
  const bool current = with_sidecar && contents_of_file(sidecar_path) == text;
  // Before the sidecar, which vouches for all files.
  const bool data_written = data_.write(recording, calls, place.input.string(), stem, current);
  if (with_sidecar ? complete && current : targets.empty()) return data_written;

  make_folder(stem.parent_path());
  for (const Target& target : targets) check_target(target.path, OutputKind::kJpeg);
  if (with_sidecar) check_target(sidecar_path, OutputKind::kSidecar);
  for (const Target& target : targets) write_file(target.path, target.read());
  if (with_sidecar) write_file(sidecar_path, text);
  return true;
}

}  // namespace noctule
