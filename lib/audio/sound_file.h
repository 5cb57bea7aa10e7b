// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace noctule {

/// What a sound file's header says. Only a hint: the samples that can be read decide.
struct SoundInfo {
  int header_rate_hz = 0;
  int channels = 0;
  int64_t frames = 0;       ///< 0 where the header states no believable number.
  bool linear_pcm = false;  ///< Uncompressed, so that `frames` follows from the file's size.
};

/// A sound file read from its first sample to its last, or from later on, through libsndfile. Not
/// thread-safe.
class SoundFile {
 public:
  /// `channel`: 0 averages all, K takes the K-th. Throws RecordingError where the file cannot be
  /// read as sound or has no such channel.
  explicit SoundFile(const std::filesystem::path& path, int channel = 0);

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
  std::unique_ptr<void, Close> handle_;
  SoundInfo info_;
  int channel_;
  std::vector<float> interleaved_;
};

/// Number of sample frames that can really be read. Decodes the file unless it is linear PCM with
/// a believable header. Throws RecordingError.
int64_t count_frames(const std::filesystem::path& path);

}  // namespace noctule
