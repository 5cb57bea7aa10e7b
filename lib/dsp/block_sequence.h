// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

#include "dsp/stft.h"

namespace noctule {

/// Minimum of all decibels, and maximum of each bin.
struct DecibelRanges {
  float minimum = std::numeric_limits<float>::max();
  std::vector<float> maxima;

  float maximum() const {
    return maxima.empty() ? 0.0f : *std::max_element(maxima.begin(), maxima.end());
  }
  void add(const Block& block);
};

/// What one pass over a recording does with its blocks. Unused functions are empty.
struct BlockPass {
  /// Frames that `work` needs before each block, as Block::before. Not available from blocks in
  /// memory: there each block directly follows the previous one on the same thread.
  int before = 0;
  /// Whether any of the frames [first, end) is needed; the others are not transformed.
  std::function<bool(int64_t first, int64_t end)> wanted;
  /// Called on any thread, in any order; `slot`, below kMaxSlots, is that of no other block in
  /// progress.
  std::function<void(const Block& block, size_t slot)> work;
  /// Called for one block at a time, in order, after `work` for the same block and slot.
  std::function<void(const Block& block, size_t slot)> in_order;
  /// Longer work that does not hold up other blocks. Called on the thread that ran `work`; with one
  /// thread, after `in_order`.
  std::function<void()> after;
  /// As OrderedPipeline::failed.
  std::function<void()> failed;

  static constexpr int kMaxThreads = 4;  ///< More would exceed the memory for one recording.
  static constexpr size_t kMaxSlots = kMaxThreads + 2;
};

/// A recording's decibels, for repeated passes. If they fit in memory they are computed once and
/// kept; otherwise every pass reads the recording again, and decibels are rounded to kDecibelStep
/// so that histograms yield exact order statistics.
class BlockSequence {
 public:
  /// Returns a reader that starts at the recording's first sample.
  using Open = std::function<SampleReader()>;

  static constexpr float kDecibelStep = 0.002f;
  /// Decibels kept in memory: 64 MB, which is 16.7 s at 500 kHz.
  static constexpr int64_t kMemoryValues = int64_t{1} << 24;

  /// Whether passes round the decibels, because those of this many samples do not fit in memory.
  static bool rounds_decibels(const StftSizes& sizes, int64_t samples);
  /// Rounds a block as passes over a long recording do, for parts that are transformed again.
  static void round_decibels(Block& block);

  /// `expected_samples`: value from the header, may be wrong or 0; selects in-memory or streaming
  /// mode.
  BlockSequence(StftSizes sizes, Open open, int64_t expected_samples,
                int64_t memory_values = kMemoryValues);

  /// Makes one pass. Streaming passes use threads that other renders leave idle
  /// (core/render_threads.h). Throws Interrupted when asked to stop, and RecordingError if a later
  /// pass reads a different number of samples than the first.
  void run(const BlockPass& pass);
  /// A pass that calls `visit` with every block in order.
  void for_each(const std::function<void(const Block&)>& visit);
  /// Whether passes can provide `frames` frames before each block at little cost.
  bool can_repeat(int64_t frames) const;

  const StftSizes& sizes() const { return sizes_; }
  bool in_memory() const { return in_memory_; }
  const std::vector<Block>& kept() const { return blocks_; }

  /// Known after one pass, or immediately if the blocks are in memory.
  const DecibelRanges& ranges() const { return ranges_; }
  int64_t samples() const { return samples_; }

 private:
  bool keep_all();
  int streamed_frames() const;
  void stream(const BlockPass& pass);

  StftSizes sizes_;
  Open open_;
  int64_t memory_values_;
  bool in_memory_;
  int64_t samples_ = 0;
  DecibelRanges ranges_;
  std::vector<Block> blocks_;
};

}  // namespace noctule
