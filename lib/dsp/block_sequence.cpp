// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/block_sequence.h"

#include <malloc.h>

#include <cmath>
#include <deque>
#include <mutex>
#include <utility>

#include "core/error.h"
#include "core/ordered_pipeline.h"
#include "core/render_threads.h"
#include "core/simd.h"
#include "core/stop.h"

namespace noctule {
namespace {

NOCTULE_SIMD void round_to_step(float* values, size_t count) {
  constexpr float kStep = BlockSequence::kDecibelStep;
  for (size_t i = 0; i < count; ++i) values[i] = std::nearbyint(values[i] / kStep) * kStep;
}

int64_t round_up_to_group(int64_t frames) {
  return (frames + Stft::kGroup - 1) / Stft::kGroup * Stft::kGroup;
}

/// A block in progress.
struct Slot {
  explicit Slot(const StftSizes& sizes) : transform(sizes) {}

  void take(const FrameSignal& read, const BlockPass& pass) {
    wanted = !pass.wanted || pass.wanted(read.first_frame, read.first_frame + read.frames);
    if (!wanted) return;
    samples.assign(read.samples.begin(), read.samples.end());
    signal = read;
    signal.samples = samples;
  }

  bool wanted = true;
  std::vector<float> samples;
  FrameSignal signal;
  FrameTransform transform;
  Block block;
};

}  // namespace

void DecibelRanges::add(const Block& block) {
  minimum = std::min(minimum, block.minimum);
  maxima.resize(block.bins, std::numeric_limits<float>::lowest());
  for (int bin = 0; bin < block.bins; ++bin) maxima[bin] = std::max(maxima[bin], block.maxima[bin]);
}

bool BlockSequence::rounds_decibels(const StftSizes& sizes, int64_t samples) {
  return (samples / sizes.hop + 1) * sizes.bins > kMemoryValues;
}

void BlockSequence::round_decibels(Block& block) {
  round_to_step(block.decibels.data(), block.decibels.size());
  round_to_step(block.maxima.data(), block.maxima.size());
  round_to_step(&block.minimum, 1);
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

/// Frames in a block of a streaming pass. Several blocks are in progress, so each is smaller than
/// one in memory, and remains below the size from which Buffer uses whole huge pages.
int BlockSequence::streamed_frames() const {
  constexpr int kValues = 120'000;
  return std::max(Stft::kGroup, kValues / sizes_.bins / Stft::kGroup * Stft::kGroup);
}

bool BlockSequence::can_repeat(int64_t frames) const {
  return !in_memory_ && round_up_to_group(frames) * 4 <= streamed_frames();
}

void BlockSequence::stream(const BlockPass& pass) {
  const int frames = streamed_frames();
  const auto before = static_cast<int>(round_up_to_group(pass.before));
  FrameReader reader(sizes_, open_(), frames, before);
  const BorrowedThreads threads(BlockPass::kMaxThreads);
  std::deque<Slot> slots;
  for (size_t i = 0; i < OrderedPipeline::slots(threads.count()); ++i) slots.emplace_back(sizes_);
  const bool first_pass = samples_ == 0;
  std::mutex ranges_mutex;

  OrderedPipeline pipeline;
  pipeline.read = [&](size_t i) {
    throw_if_stopped();
    const auto signal = reader.next();
    if (signal) slots[i].take(*signal, pass);
    return signal.has_value();
  };
  pipeline.work = [&](size_t i) {
    Slot& slot = slots[i];
    if (!slot.wanted) return;
    slot.transform.transform(slot.signal, before + frames, slot.block);
    round_decibels(slot.block);
    if (first_pass) {
      const std::lock_guard lock(ranges_mutex);
      ranges_.add(slot.block);
    }
    if (pass.work) pass.work(slot.block, i);
  };
  pipeline.finish = [&](size_t i) {
    if (slots[i].wanted && pass.in_order) pass.in_order(slots[i].block, i);
  };
  pipeline.after = pass.after;
  pipeline.failed = pass.failed;
  pipeline.run(threads.count());

  if (!first_pass && samples_ != reader.samples())
    throw RecordingError("the file changed while it was read; try again");
  samples_ = reader.samples();
}

void BlockSequence::run(const BlockPass& pass) {
  if (!in_memory_) {
    stream(pass);
    // Threads allocated the blocks in arenas of their own, where malloc keeps freed memory.
    malloc_trim(0);
    return;
  }
  for (const Block& block : blocks_) {
    throw_if_stopped();
    if (pass.wanted && !pass.wanted(block.first_frame, block.first_frame + block.frames)) continue;
    if (pass.work) pass.work(block, 0);
    if (pass.in_order) pass.in_order(block, 0);
    if (pass.after) pass.after();
  }
}

void BlockSequence::for_each(const std::function<void(const Block&)>& visit) {
  BlockPass pass;
  pass.in_order = [&](const Block& block, size_t) { visit(block); };
  run(pass);
}

}  // namespace noctule
