// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/export.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <utility>

#include "core/atomic_file.h"
#include "core/error.h"
#include "pipeline/describe.h"
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

fs::path clean_path(const fs::path& path) {
  fs::path clean = fs::absolute(path).lexically_normal();
  return clean.has_filename() ? clean : clean.parent_path();  // without a trailing slash
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

std::string sidecar_text(Store& store, const Recording& recording, const Spectrogram& spectrogram,
                         const std::vector<Part>& parts, bool compressed) {
  nlohmann::json info = spectro_info(spectrogram, parts.front().image.width);
  if (compressed) add_segments(info, spectrogram, segments_of(store, spectrogram.id));
  auto output = nlohmann::json::array();
  for (const Part& part : parts) output.push_back(part.path.filename().string());
  const nlohmann::json sidecar = {
      {"id", recording.id},
      {"name", recording.name},
      {"input", recording.path.value_or("")},
      {"recorded_date",
       recording.recorded_at ? nlohmann::json(*recording.recorded_at) : nlohmann::json()},
      {"sample_rate", recording.sample_rate_hz},
      {"created", spectrogram.created},
      {"output", output},
      {"parameters", nlohmann::json::parse(parameters_of(store, spectrogram.parameters_id))},
      {"spectroInfo", info},
  };
  return sidecar.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace

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
    given = clean_path(given);
    if (!fs::is_directory(given)) given = given.parent_path();
    root = root.empty() ? given : shared_part(root, given);
  }
  if (roots.empty())
    for (const auto& [id, path] : recordings)
      root = root.empty() ? path.parent_path() : shared_part(root, path.parent_path());

  std::map<fs::path, int> uses;
  for (const auto& [id, path] : recordings) ++uses[mirrored(path, root).replace_extension()];
  for (const auto& [id, path] : recordings) {
    const fs::path whole = mirrored(path, root);
    fs::path stem = whole;
    stem.replace_extension();
    // a.wav beside a.flac: neither may take the other's name.
    stems_[id] = uses[stem] > 1 ? whole : stem;
  }
}

bool Exporter::write(Store& store, const Recording& recording,
                     const Spectrogram& spectrogram) const {
  const auto place = stems_.find(recording.id);
  const fs::path stem =
      folder_ / (place != stems_.end() ? place->second : fs::path(recording.name));
  if (compressed_) ensure_compressed(store, spectrogram);
  const auto parts = parts_of(store, spectrogram.id, stem, compressed_);
  const std::string text = sidecar_text(store, recording, spectrogram, parts, compressed_);
  const fs::path sidecar = stem.string() + ".spectrogram.json";
  const bool complete = std::all_of(parts.begin(), parts.end(),
                                    [](const Part& part) { return fs::exists(part.path); });
  if (complete && contents(sidecar) == text) return false;

  std::error_code error;
  fs::create_directories(stem.parent_path(), error);
  if (error)
    throw FatalError("cannot make the folder " + stem.parent_path().string() + ": " +
                     error.message() + "; choose another with --export");
  for (const Part& part : parts)
    write_file(part.path,
               image_of(store, spectrogram.id, part.form, part.image.number).value_or(""));
  write_file(sidecar, text);
  return true;
}

}  // namespace noctule
