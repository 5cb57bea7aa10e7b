// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "audio/wave_chunks.h"

namespace noctule {

/// Whether the ICMT, IART or GUANO text names an AudioMoth, whose triggered recordings (T.WAV)
/// omit silence.
bool is_from_audiomoth(const WaveChunks& chunks);

/// Restores the silence omitted from a triggered AudioMoth recording. A marker is a block of 256
/// samples: 32 samples of ±1 (of 32768) that encode a number N, least significant bit first, +1 for
/// 1 and −1 for 0, then 224 zeros; it replaces N blocks of 256 zeros. (Format: Open Acoustic
/// Devices, AudioMoth firmware and AudioMoth-Utils.)
class SilenceExpander {
 public:
  /// Reads up to samples.size() more samples; returns how many, fewer only at the end.
  using Source = std::function<size_t(std::span<float> samples)>;

  /// `max_samples`: a recording that expands to more samples is rejected.
  SilenceExpander(Source source, int64_t max_samples)
      : source_(std::move(source)), max_samples_(max_samples) {}

  /// Reads up to samples.size() expanded samples; returns how many, fewer only at the end. Throws
  /// RecordingError if a marker leads beyond `max_samples`, before returning any of its silence.
  size_t read(std::span<float> samples);

 private:
  void refill();
  void find_marker();
  void take_marker();

  Source source_;
  int64_t max_samples_;
  std::vector<float> buffer_;  ///< samples [begin_, size()) are not yet consumed
  size_t begin_ = 0;
  size_t plain_samples_ = 0;  ///< samples from begin_ before the next possible marker
  bool marker_next_ = false;  ///< a marker follows those
  int64_t silence_left_ = 0;  ///< zeros still to be returned
  int64_t produced_ = 0;
  bool source_ended_ = false;
};

}  // namespace noctule
