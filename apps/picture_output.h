// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/image_set.h"
#include "core/output_guard.h"
#include "pipeline/variant_drawing.h"

namespace noctule {

/// Where `render` and `compress` write: what -o says.
class PictureOutput {
 public:
  std::string path;  ///< a file, a folder, "-" for standard output; empty: the working directory

  bool to_stdout() const { return path == "-"; }
  /// Whether it is a folder that gets one picture per input.
  bool into_folder() const;
  bool one_file() const { return !path.empty() && !to_stdout() && !into_folder(); }
  /// By the extension; JPEG for others.
  ImageFormat format() const;
  bool array() const { return has_extension(".npy"); }
  OutputKind kind() const;
  /// The file of an input, "-" for standard output.
  std::filesystem::path target(const std::filesystem::path& input, Variant variant) const;

  /// Throws UsageError for an extension of another format, and for a folder in whose place there
  /// is something else.
  void validate() const;
  /// Rejects targets that would overwrite other data or each other, before any work starts.
  void check_targets(const std::vector<std::filesystem::path>& inputs, Variant variant,
                     const std::filesystem::path& store) const;
  /// Throws if a target of the input must not be overwritten; `images`: how many there are.
  void check_target(const std::filesystem::path& target,
                    const std::vector<std::filesystem::path>& inputs,
                    const std::filesystem::path& store, int images) const;

 private:
  bool has_extension(const char* extension) const;
};

/// "STEM.spectrogram.jpg" or "STEM.compressed.jpg" without the stem.
const char* default_suffix(Variant variant);

/// Writes all images or none; returns their paths.
std::vector<std::string> write_images(const ImageSet& images, const std::filesystem::path& target);

}  // namespace noctule
