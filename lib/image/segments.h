// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/call.h"
#include "dsp/window.h"
#include "image/geometry.h"

namespace noctule {

/// What the compressed spectrogram shows.
enum class SegmentRule {
  kCalls,  ///< the stretches around calls; those around peaks where there are none
  kPeaks,  ///< the stretches around peak amplitude
};

struct SegmentOptions {
  SegmentRule rule = SegmentRule::kCalls;
  double margin_ms = 10;   ///< kept on both sides
  double threshold = 0.5;  ///< of peaks: of the amplitude scaled to [0, 1]
  double step = 0.05;      ///< how much lower the next try is where nothing was found

  bool operator==(const SegmentOptions&) const = default;
};

/// The amplitude of each column, from frames that arrive in order. A frame's is the luma of
/// magma's colour for the level of its greatest value; a column's the greatest among the frames
/// whose span [k − ½, k + ½) hops overlaps it. A byte a column.
class ColumnAmplitudes {
 public:
  ColumnAmplitudes(const Geometry& geometry, float maximum);

  /// Takes the frames from where the last call ended to the window's end.
  void add(const DenoisedWindow& window);

  /// The level of magma that each column's amplitude is the luma of.
  const std::vector<uint8_t>& levels() const { return levels_; }

 private:
  void add_frame(int64_t frame, float peak);

  Geometry geometry_;
  float level_per_db_;
  int64_t next_frame_ = 0;
  std::vector<uint8_t> levels_;
  std::vector<float> peaks_;
};

/// The stretches around peak amplitude: ascending, neither overlapping nor touching, all within
/// the columns. `levels` are those of ColumnAmplitudes. None where no column stands out (silence).
std::vector<ColumnRange> peak_segments(std::span<const uint8_t> levels, int64_t margin_columns,
                                       const SegmentOptions& options);

/// The columns that calls touch, with `margin_ms` on both sides: ascending, neither overlapping nor
/// touching, all within the picture. `calls` in any order.
std::vector<ColumnRange> call_segments(std::span<const Call> calls, const Geometry& geometry,
                                       double margin_ms);

}  // namespace noctule
