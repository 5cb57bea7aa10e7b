// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/block_sequence.h"

#include <cmath>
#include <utility>

#include "core/error.h"
#include "core/simd.h"
#include "core/stop.h"

namespace noctule {
namespace {

NOCTULE_SIMD void round_to_step(float* values, size_t count) {
  constexpr float kStep = BlockSequence::kDecibelStep;
  for (size_t i = 0; i < count; ++i) values[i] = std::nearbyint(values[i] / kStep) * kStep;
}

void round_to_step(Block& block) {
  round_to_step(block.decibels.data(), block.decibels.size());
  round_to_step(block.maxima.data(), block.maxima.size());
  round_to_step(&block.minimum, 1);
}

}  // namespace

void DecibelRanges::add(const Block& block) {
  minimum = std::min(minimum, block.minimum);
  maxima.resize(block.bins, std::numeric_limits<float>::lowest());
  for (int bin = 0; bin < block.bins; ++bin) maxima[bin] = std::max(maxima[bin], block.maxima[bin]);
}

BlockSequence::BlockSequence(StftSizes sizes, Open open, int64_t expected_samples,
                             int64_t memory_values)
    : sizes_(sizes), open_(std::move(open)), memory_values_(memory_values) {
  in_memory_ = expected_samples / sizes_.hop * sizes_.bins <= memory_values_ && keep_all();
}

bool BlockSequence::keep_all() {
  Stft stft(sizes_, open_());
  for (int64_t values = 0;;) {
    throw_if_stopped();
    Block block;
    if (!stft.next(block)) break;
    values += int64_t{block.frames} * block.bins;
    if (values > memory_values_) {
      blocks_.clear();
      ranges_ = {};
      return false;
    }
    ranges_.add(block);
    blocks_.push_back(std::move(block));
  }
  samples_ = stft.samples();
  return true;
}

void BlockSequence::stream(const std::function<void(const Block&)>& visit) {
  Stft stft(sizes_, open_());
  Block block;
  while (stft.next(block)) {
    throw_if_stopped();
    round_to_step(block);
    if (samples_ == 0) ranges_.add(block);
    visit(block);
  }
  if (samples_ != 0 && samples_ != stft.samples())
    throw RecordingError("the file changed while it was read; try again");
  samples_ = stft.samples();
}

void BlockSequence::for_each(const std::function<void(const Block&)>& visit) {
  if (!in_memory_) return stream(visit);
  for (const Block& block : blocks_) {
    throw_if_stopped();
    visit(block);
  }
}

}  // namespace noctule
