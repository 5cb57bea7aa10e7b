// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "audio/sound_file.h"

namespace noctule {

/// A stretch of a sound file as the bytes of a mono 16-bit WAV file, made piece by piece: `count`
/// sample frames from `first` on, all channels averaged, silence where the file ends earlier. The
/// WAV file states `rate_hz`: a rate below the file's own plays slower and deeper.
class WaveExcerpt {
 public:
  /// Throws RecordingError where the file cannot be read.
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
