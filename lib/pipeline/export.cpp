// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/export.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <utility>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/json_text.h"
#include "core/output_guard.h"
#include "core/paths.h"
#include "pipeline/describe.h"
#include "pipeline/ingest.h"
#include "pipeline/stored.h"

namespace noctule {
namespace {

namespace fs = std::filesystem;

fs::path shared_part(const fs::path& a, const fs::path& b) {
  fs::path shared;
  for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end() && *i == *j; ++i, ++j)
    shared /= *i;
  return shared;
}

std::string contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// `path` below `root`, or whole below "/" where it lies elsewhere.
fs::path mirrored(const fs::path& path, const fs::path& root) {
  const fs::path below = path.lexically_relative(root);
  return below.empty() || *below.begin() == ".." ? path.relative_path() : below;
}

struct Part {
  Form form;
  ImageSize image;
  fs::path path;
};

std::vector<Part> parts_of(Store& store, Id spectrogram, const fs::path& stem, bool compressed) {
  std::vector<Part> parts;
  const auto add = [&](Form form, const char* suffix) {
    const fs::path first = stem.string() + suffix;
    for (const ImageSize& image : images_of(store, spectrogram, form))
      parts.push_back({form, image, numbered_path(first, image.number)});
  };
  add(Form::kFull, ".spectrogram.jpg");
  if (compressed) add(Form::kCompressed, ".compressed.jpg");
  return parts;
}

void check_target(Store& store, const fs::path& path, OutputKind kind) {
  if (const auto reason = why_not_writable(path, kind, {}, store.path()))
    throw RecordingError(*reason);
}

std::string sidecar_text(Store& store, const Recording& recording, const fs::path& input,
                         const Spectrogram& spectrogram, const std::vector<Part>& parts,
                         bool compressed) {
  nlohmann::json info = spectro_info(spectrogram, parts.front().image.width);
  if (compressed) add_segments(info, spectrogram, segments_of(store, spectrogram.id));
  auto output = nlohmann::json::array();
  for (const Part& part : parts) output.push_back(part.path.filename().string());
  nlohmann::json sidecar = {
      {"id", recording.id},
      {"name", recording.name},
      {"input", input.string()},
      {"recorded_date",
       recording.recorded_at ? nlohmann::json(*recording.recorded_at) : nlohmann::json()},
      {"sample_rate", recording.sample_rate_hz},
      {"created", spectrogram.created},
      {"output", output},
      {"parameters", nlohmann::json::parse(parameters_of(store, spectrogram.parameters_id))},
      {"spectroInfo", info},
  };
  if (recording.path && *recording.path != input) sidecar["duplicate_of"] = *recording.path;
  if (const auto warnings = warnings_of(recording); !warnings.empty())
    sidecar["warnings"] = warnings;
  return json_text(sidecar, 2) + "\n";
}

}  // namespace

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error) return;
  const std::string what = "cannot create the folder " + folder.string() + ": " + error.message();
  if (error == std::errc::no_space_on_device || error == std::errc::read_only_file_system)
    throw FatalError(what + "; choose another folder");
  throw RecordingError(what + "; remove what stands in its place, or choose another folder");
}

fs::path numbered_path(const fs::path& path, int number) {
  if (number == 0) return path;
  char text[16];
  std::snprintf(text, sizeof text, ".%04d", number);
  return path.parent_path() / (path.stem().string() + text + path.extension().string());
}

Exporter::Exporter(fs::path folder, std::vector<fs::path> roots,
                   const std::vector<std::pair<Id, fs::path>>& recordings, bool compressed)
    : folder_(std::move(folder)), compressed_(compressed) {
  fs::path root;
  for (fs::path& given : roots) {
    given = normalised_path(given);
    std::error_code ignored;
    if (!fs::is_directory(given, ignored)) given = given.parent_path();
    root = root.empty() ? given : shared_part(root, given);
  }
  if (roots.empty())
    for (const auto& [id, path] : recordings)
      root = root.empty() ? path.parent_path() : shared_part(root, path.parent_path());

  const auto stem_of = [&](const fs::path& path, bool keep_extension) {
    const fs::path whole = mirrored(path, root);
    const fs::path name = keep_extension ? whole.filename() : whole.stem();
    return whole.parent_path() / fitting_stem(name.string());
  };
  std::map<fs::path, int> uses;
  for (const auto& [id, path] : recordings) ++uses[stem_of(path, false)];
  for (const auto& [id, path] : recordings)
    // a.wav beside a.flac: neither may take the other's name.
    places_.insert({id, {path, stem_of(path, uses[stem_of(path, false)] > 1)}});
}

bool Exporter::write(Store& store, const Recording& recording,
                     const Spectrogram& spectrogram) const {
  if (compressed_) ensure_compressed(store, spectrogram);
  bool written = false;
  const auto [first, last] = places_.equal_range(recording.id);
  for (auto it = first; it != last; ++it)
    written |= write_to(store, recording, spectrogram, it->second);
  return written;
}

bool Exporter::write_to(Store& store, const Recording& recording, const Spectrogram& spectrogram,
                        const Place& place) const {
  const fs::path stem = folder_ / place.stem;
  const auto parts = parts_of(store, spectrogram.id, stem, compressed_);
  const std::string text =
      sidecar_text(store, recording, place.input, spectrogram, parts, compressed_);
  const fs::path sidecar = stem.string() + ".spectrogram.json";
  const bool complete = std::all_of(parts.begin(), parts.end(), [](const Part& part) {
    std::error_code ignored;
    return fs::exists(part.path, ignored);
  });
  if (complete && contents(sidecar) == text) return false;

  make_folder(stem.parent_path());
  for (const Part& part : parts) check_target(store, part.path, OutputKind::kJpeg);
  check_target(store, sidecar, OutputKind::kSidecar);
  for (const Part& part : parts)
    write_file(part.path,
               image_of(store, spectrogram.id, part.form, part.image.number).value_or(""));
  write_file(sidecar, text);
  return true;
}

}  // namespace noctule
