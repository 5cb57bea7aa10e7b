// SPDX-License-Identifier: GPL-3.0-or-later
#include "picture_output.h"

#include <map>
#include <memory>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/paths.h"
#include "core/text.h"
#include "pipeline/output_files.h"

namespace noctule {

namespace fs = std::filesystem;

bool PictureOutput::into_folder() const {
  std::error_code ignored;
  return path.ends_with('/') || (!to_stdout() && fs::is_directory(path, ignored));
}

bool PictureOutput::has_extension(const char* extension) const {
  return !into_folder() && lower_case(fs::path(path).extension().string()) == extension;
}

ImageFormat PictureOutput::format() const {
  if (has_extension(".png")) return ImageFormat::kPng;
  if (has_extension(".pdf")) return ImageFormat::kPdf;
  if (has_extension(".pgm")) return ImageFormat::kPgm;
  return ImageFormat::kJpeg;
}

OutputKind PictureOutput::kind() const {
  if (array()) return OutputKind::kNpy;
  switch (format()) {
    case ImageFormat::kPng:
      return OutputKind::kPng;
    case ImageFormat::kPdf:
      return OutputKind::kPdf;
    case ImageFormat::kPgm:
      return OutputKind::kPgm;
    case ImageFormat::kJpeg:
      break;
  }
  return OutputKind::kJpeg;
}

fs::path PictureOutput::target(const fs::path& input, Variant variant) const {
  if (!path.empty() && !into_folder()) return path;
  return fs::path(path) / (fitting_stem(input.stem().string()) + default_suffix(variant));
}

void PictureOutput::validate() const {
  for (const char* other : {".gif", ".tif", ".tiff", ".webp", ".bmp", ".svg", ".eps", ".ps", ".wav",
                            ".wave", ".flac", ".w4v"})
    if (has_extension(other))
      throw UsageError(path + ": noctule writes .jpg, .png, .pdf, .pgm and .npy, not " + other);
  std::error_code ignored;
  fs::path folder = path;
  if (!folder.has_filename()) folder = folder.parent_path();
  if (into_folder() && fs::exists(folder, ignored) && !fs::is_directory(folder, ignored))
    throw UsageError("-o " + path + " is not a folder");
}

void PictureOutput::check_targets(const std::vector<fs::path>& inputs, Variant variant,
                                  const fs::path& store) const {
  std::map<fs::path, fs::path> targets;
  for (const fs::path& file : inputs) {
    const auto [other, added] = targets.insert({target(file, variant), file});
    if (!added)
      throw UsageError(other->second.string() + " and " + file.string() +
                       " would both be written to " + other->first.string() +
                       "; use -o with a folder, and files with different names");
  }
  if (one_file()) check_output(path, kind(), inputs, store);
}

void PictureOutput::check_target(const fs::path& target, const std::vector<fs::path>& inputs,
                                 const fs::path& store, int images) const {
  if (to_stdout()) return;
  for (int number = 0; number < images; ++number) {
    const auto reason = why_not_writable(numbered_path(target, number), kind(), inputs, store);
    if (!reason) continue;
    if (one_file()) throw UsageError(*reason);
    throw RecordingError(*reason);
  }
}

const char* default_suffix(Variant variant) {
  return variant == Variant::kFull ? ".spectrogram.jpg" : ".compressed.jpg";
}

std::vector<std::string> write_images(const ImageSet& images, const fs::path& target) {
  std::vector<std::unique_ptr<AtomicFile>> files;
  std::vector<std::string> paths;
  for (int number = 0; number < images.count(); ++number) {
    const fs::path path = numbered_path(target, number);
    files.push_back(std::make_unique<AtomicFile>(path));
    files.back()->write(images.read(number));
    files.back()->finish();
    paths.push_back(path.string());
  }
  for (const auto& file : files) file->commit();
  return paths;
}

}  // namespace noctule
