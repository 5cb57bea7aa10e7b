// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/call.h"
#include "dsp/denoised_window.h"
#include "image/geometry.h"

namespace noctule {

/// How the segments of the compressed spectrogram are selected.
enum class SegmentRule {
  kCalls,  ///< around calls, or around amplitude peaks if there are no calls
  kPeaks,  ///< around amplitude peaks
};

struct SegmentOptions {
  SegmentRule rule = SegmentRule::kCalls;
  double margin_ms = 10;   ///< kept on both sides
  double threshold = 0.5;  ///< for peaks: minimum amplitude, scaled to [0, 1]
  double step = 0.05;      ///< decrement of the threshold while nothing is found

  bool operator==(const SegmentOptions&) const = default;
};

/// Amplitude of each column, from frames that arrive in order. A frame's amplitude is the luma of
/// the magma colour for its maximum level; a column's is the maximum over the frames whose span
/// [k − ½, k + ½) hops overlaps it. One byte per column.
class ColumnAmplitudes {
 public:
  ColumnAmplitudes(const Geometry& geometry, float maximum);

  /// The maximum over the bins of each of the window's frames from `first_frame` on.
  static void find_peaks(const DenoisedWindow& window, int64_t first_frame,
                         std::vector<float>& peaks);

  /// Adds the peaks of the next frames.
  void add(std::span<const float> peaks);

  /// For each column the magma level whose luma is its amplitude.
  const std::vector<uint8_t>& levels() const { return levels_; }

 private:
  void add_frame(int64_t frame, float peak);

  Geometry geometry_;
  float level_per_db_;
  int64_t next_frame_ = 0;
  std::vector<uint8_t> levels_;
};

/// Segments around amplitude peaks: ascending, neither overlapping nor touching, all within the
/// image. `levels` are those of ColumnAmplitudes. None if no column stands out (silence).
std::vector<ColumnRange> peak_segments(std::span<const uint8_t> levels, int64_t margin_columns,
                                       const SegmentOptions& options);

/// Segments around calls, with `margin_ms` on both sides: ascending, neither overlapping nor
/// touching, all within the image. `calls` may be in any order.
std::vector<ColumnRange> call_segments(std::span<const Call> calls, const Geometry& geometry,
                                       double margin_ms);

}  // namespace noctule
