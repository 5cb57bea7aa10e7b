// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "audio/wave_chunks.h"

namespace noctule {

/// Whether the ICMT, IART or GUANO text names an AudioMoth, whose triggered recordings (T.WAV)
/// leave out stretches of silence.
bool names_audiomoth(const WaveChunks& chunks);

/// Puts the silence back into an AudioMoth's triggered recording. A marker is a block of 256
/// samples: 32 samples of ±1 (of 32768) that code a number, least significant bit first, +1 for 1
/// and −1 for 0, then 224 zeros; it stands for that many blocks of 256 zeros. (Format: Open
/// Acoustic Devices, AudioMoth firmware and AudioMoth-Utils.)
class SilenceExpander {
 public:
  /// Gives up to samples.size() further samples; fewer only at the end.
  using Source = std::function<size_t(std::span<float> samples)>;

  /// `max_samples`: a recording that expands to more is refused.
  SilenceExpander(Source source, int64_t max_samples)
      : source_(std::move(source)), max_samples_(max_samples) {}

  /// Gives up to samples.size() expanded samples; fewer only at the end. Throws RecordingError
  /// where a marker leads beyond `max_samples`, before any of its silence.
  size_t read(std::span<float> samples);

 private:
  void refill();
  void find_marker();
  void take_marker();

  Source source_;
  int64_t max_samples_;
  std::vector<float> buffer_;  ///< samples [begin_, size()) are still to be given
  size_t begin_ = 0;
  size_t plain_ = 0;          ///< samples from begin_ on that no marker starts in
  bool marker_next_ = false;  ///< a marker stands behind those
  int64_t silence_ = 0;       ///< zeros still to be given
  int64_t given_ = 0;
  bool ended_ = false;
};

}  // namespace noctule
