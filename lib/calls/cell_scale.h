// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "dsp/stft.h"

namespace noctule {

inline int round_to_int(double value) { return static_cast<int>(std::floor(value + 0.5)); }

/// Converts milliseconds and hertz to frames and bins at one sample rate, and defines the
/// detector's units.
struct CellScale {
  CellScale(const StftSizes& sizes, int64_t sample_rate_hz)
      : bins(sizes.bins),
        bin_hz(static_cast<double>(sample_rate_hz) / sizes.fft_size),
        frame_ms(1000.0 * sizes.hop / static_cast<double>(sample_rate_hz)),
        slot(std::max(1, round_to_int(1 / frame_ms))),
        band(std::max(1, round_to_int(1000 / bin_hz))),
        kernel(std::max(3, slot)),
        context(slot * round_to_int(kContextMs / (slot * frame_ms))) {
    const int by_time = slot * round_to_int(kChunkMs / (slot * frame_ms));
    chunk = std::min(by_time, std::max(1, kChunkCells / bins / slot) * slot);
  }

  int frames(double ms) const { return round_to_int(ms / frame_ms); }
  int bins_of(double hz) const { return round_to_int(hz / bin_hz); }
  double bins_per_frame(double khz_per_ms) const { return khz_per_ms * 1000 / bin_hz * frame_ms; }

  int bins;
  double bin_hz;
  double frame_ms;
  int slot;     ///< Frames in about 1 ms.
  int band;     ///< Bins in about 1 kHz.
  int kernel;   ///< Frames over which decibels are averaged.
  int context;  ///< Context frames on both sides of a chunk; longer than any call.
  int chunk;    ///< Frames searched at a time, a multiple of `slot`.

 private:
  static constexpr double kChunkMs = 2000, kContextMs = 200;
  static constexpr int kChunkCells = 1 << 23;
};

}  // namespace noctule
