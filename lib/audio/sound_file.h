// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "audio/audiomoth.h"
#include "audio/sound_decoder.h"
#include "core/input_file.h"

namespace noctule {

/// Values from a sound file's header, which may be wrong.
struct SoundInfo {
  int header_rate_hz = 0;
  int channels = 0;
  int64_t frames = 0;          ///< 0 if the header states no plausible number.
  int64_t stated_frames = 0;   ///< As in the header; more than `frames` if the file is cut short.
  uint64_t missing_bytes = 0;  ///< Of the sample data stated in a WAVE header.
  bool linear_pcm = false;     ///< Uncompressed: `frames` follows from the file size.
  bool flac = false;
};

/// Sequential reader of a recording as mono samples. Restores the silence that a triggered
/// AudioMoth recording omits. Not thread-safe.
class SoundFile {
 public:
  /// `channel`: 0 averages all, K takes the K-th. Throws RecordingError if the file cannot be
  /// read as audio or has no such channel.
  explicit SoundFile(std::shared_ptr<const InputFile> file, int channel = 0);
  explicit SoundFile(const std::filesystem::path& path, int channel = 0)
      : SoundFile(std::make_shared<InputFile>(path), channel) {}
  SoundFile(const SoundFile&) = delete;
  SoundFile& operator=(const SoundFile&) = delete;

  const SoundInfo& info() const { return info_; }

  /// Reads up to `samples.size()` mono samples, integer PCM scaled to [-1, 1); returns how many,
  /// fewer only at the end. NaN reads as 0; magnitudes are clamped to 1e6.
  size_t read(std::span<float> samples);

  /// Skips the next `frames` sample frames, or all that remain.
  void skip(int64_t frames);

 private:
  size_t decode(std::span<float> samples);
  void read_wave_header();

  std::shared_ptr<const InputFile> file_;
  SoundDecoder decoder_;
  SoundInfo info_;
  int channel_;
  std::vector<float> interleaved_;
  std::optional<SilenceExpander> expander_;
};

/// Warning that a file is shorter than its header states; nullopt if it is not. `frames`: as read.
std::optional<std::string> truncation_warning(const SoundInfo& info, int64_t frames,
                                              int64_t sample_rate_hz);

/// Number of sample frames that can actually be read. Decodes the file unless it is linear PCM with
/// a plausible header, or FLAC whose stated last frame can be read. Throws RecordingError.
int64_t count_samples(const std::shared_ptr<const InputFile>& file);

}  // namespace noctule
