// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/span_painting.h"

#include <algorithm>
#include <cmath>

#include "audio/sound_file.h"
#include "core/stop.h"
#include "dsp/block_sequence.h"

namespace noctule {
namespace {

/// Frames that are transformed together; in the same groups they get the same bits.
constexpr int64_t kFrameGroup = Stft::kGroup;

/// The frames that the columns need, and the samples that these need.
struct Span {
  int64_t first_frame, first_sample, samples;

  Span(const Geometry& geometry, const ColumnMap& map) {
    const StftSizes& sizes = geometry.stft;
    const double frames_per_column = geometry.frames_per_column();
    const double radius = std::max(1.0, frames_per_column * map.scale());
    // Frames near an end that is not the recording's own are wrong: they see it mirrored.
    const int64_t margin = sizes.fft_size / (2 * sizes.hop) + 2;
    const double first_center = map.center(0) * frames_per_column,
                 last_center = map.center(map.columns() - 1) * frames_per_column;
    first_frame =
        std::max<int64_t>(0, static_cast<int64_t>(std::floor(first_center - radius)) - 1 - margin);
    first_frame -= first_frame % kFrameGroup;
    first_sample = first_frame * sizes.hop;
    const auto end_frame = static_cast<int64_t>(std::ceil(last_center + radius)) + 2 + margin;
    samples = std::min(geometry.samples, end_frame * sizes.hop) - first_sample;
  }
};

/// Reads `samples` samples from `first`.
SampleReader reader_of(const std::shared_ptr<SoundFile>& sound, int64_t first, int64_t samples) {
  sound->skip(first);
  return [sound, left = samples](std::span<float> out) mutable {
    const size_t count = sound->read(out.first(std::min<size_t>(out.size(), left)));
    left -= static_cast<int64_t>(count);
    return count;
  };
}

}  // namespace

void paint_span(const std::shared_ptr<const InputFile>& file, int channel, const Geometry& geometry,
                const ColumnMap& map, const Denoiser& denoiser, int64_t lookback_frames,
                const PaintWindow& paint) {
  const Span span(geometry, map);
  const auto sound = std::make_shared<SoundFile>(file, channel);
  Stft stft(geometry.stft, reader_of(sound, span.first_sample, span.samples));
  DenoisedWindow window(denoiser, geometry.stft.bins, lookback_frames);
  const bool rounded = BlockSequence::rounds_decibels(geometry.stft, geometry.samples);
  Block block;
  while (stft.next(block)) {
    throw_if_stopped();
    if (rounded) BlockSequence::round_decibels(block);
    block.first_frame += span.first_frame;
    window.advance(block);
    paint(window, block.first_frame);
  }
}

}  // namespace noctule
