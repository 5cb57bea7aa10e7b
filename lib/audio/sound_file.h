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

namespace noctule {

/// What a sound file's header says. Only a hint: the samples that can be read decide.
struct SoundInfo {
  int header_rate_hz = 0;
  int channels = 0;
  int64_t frames = 0;         ///< 0 where the header states no believable number.
  int64_t stated_frames = 0;  ///< What the header states, more than `frames` where it is cut short.
  bool linear_pcm = false;    ///< Uncompressed, so that `frames` follows from the file's size.
};

/// A sound file read from its first sample to its last, or from later on, through libsndfile. An
/// AudioMoth's triggered recording reads with its silence put back. Not thread-safe.
class SoundFile {
 public:
  /// `channel`: 0 averages all, K takes the K-th. Throws RecordingError where the file cannot be
  /// read as sound or has no such channel.
  explicit SoundFile(const std::filesystem::path& path, int channel = 0);
  SoundFile(const SoundFile&) = delete;
  SoundFile& operator=(const SoundFile&) = delete;

  const SoundInfo& info() const { return info_; }

  /// Reads up to `samples.size()` mono samples, integer PCM scaled to [-1, 1); returns how many,
  /// fewer only at the end. Not-a-number reads as 0 and no magnitude exceeds 1e6.
  size_t read(std::span<float> samples);

  /// Leaves out the next `frames`, or as many as there are.
  void skip(int64_t frames);

 private:
  struct Close {
    void operator()(void* handle) const;
  };
  size_t decode(std::span<float> samples);
  void read_wave_header(int format);

  std::unique_ptr<void, Close> handle_;
  SoundInfo info_;
  int channel_;
  std::vector<float> interleaved_;
  std::filesystem::path path_;
  std::optional<SilenceExpander> expander_;
};

/// Says that a file ends before its header says; nothing where it does not. `frames`: as read.
std::optional<std::string> truncation_warning(const SoundInfo& info, int64_t frames,
                                              int64_t sample_rate_hz);

/// Number of sample frames that can really be read. Decodes the file unless it is linear PCM with
/// a believable header. Throws RecordingError.
int64_t count_frames(const std::filesystem::path& path);

}  // namespace noctule
