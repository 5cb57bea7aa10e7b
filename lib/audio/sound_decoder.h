// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <exception>
#include <memory>

#include "core/input_file.h"

namespace noctule {

/// Decodes a file with libsndfile. Not thread-safe.
class SoundDecoder {
 public:
  /// As stated in the file's header, which may be wrong.
  struct Info {
    int rate_hz = 0;
    int channels = 0;
    int64_t frames = 0;
    bool wave = false;        ///< WAVE in any of its containers
    bool linear_pcm = false;  ///< uncompressed integers or floats
    bool pcm16 = false;
    bool flac = false;
  };

  /// Throws RecordingError if libsndfile cannot read the file.
  explicit SoundDecoder(std::shared_ptr<const InputFile> file);
  ~SoundDecoder();

  const Info& info() const { return info_; }

  /// Decodes up to `frames` sample frames, channels interleaved, integers scaled to [-1, 1);
  /// returns how many, fewer only at the end. Throws RecordingError if the disk fails.
  int64_t read(float* samples, int64_t frames);

  /// Skips `frames` sample frames; false if the format cannot, or the file ends earlier.
  bool skip(int64_t frames);

 private:
  struct Input;
  struct Close {
    void operator()(void* handle) const;
  };

  std::unique_ptr<Input> input_;  ///< outlives the handle, which reads from it
  std::unique_ptr<void, Close> handle_;
  Info info_;
};

}  // namespace noctule
