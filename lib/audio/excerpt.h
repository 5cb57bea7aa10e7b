// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "audio/sound_file.h"

namespace noctule {

inline constexpr uint64_t kWaveHeaderBytes = 44;

/// The header of a mono 16-bit WAV file with this many samples, and samples as they follow it.
std::string wave_header(int64_t samples, int rate_hz);
void append_samples(std::string& bytes, std::span<const float> samples);

/// An excerpt of a sound file as a mono 16-bit WAV file, generated in chunks: `count` sample frames
/// from `first`, all channels averaged, zero-padded if the file ends earlier. `rate_hz` goes into
/// the WAV header: a rate below the file's own slows the sound down and lowers its pitch.
class WaveExcerpt {
 public:
  /// Throws RecordingError if the file cannot be read.
  WaveExcerpt(const std::filesystem::path& path, int64_t first, int64_t count, int rate_hz);

  uint64_t size() const;
  /// The next bytes; empty after the last.
  std::string read();

 private:
  SoundFile sound_;
  const int64_t count_;
  const int rate_hz_;
  int64_t done_ = 0;
  bool header_read_ = false;
};

}  // namespace noctule
