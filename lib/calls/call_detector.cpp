// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls/call_detector.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "calls/independent_ridges.h"
#include "calls/join_ridges.h"
#include "calls/measure.h"
#include "calls/score.h"
#include "core/error.h"

namespace noctule {
namespace {

/// With fewer bins, the sample rate is too low for bat calls.
constexpr int kMinBins = 16;

}  // namespace

void CallDetectorOptions::validate() const {
  if (!(min_snr_db >= 0 && min_snr_db <= 60))
    throw UsageError("--min-snr must be from 0 to 60 (dB)");
}

CallDetector::CallDetector(const StftSizes& sizes, int64_t sample_rate_hz,
                           const CallDetectorOptions& options)
    : scale_(sizes, sample_rate_hz),
      options_(options),
      window_(scale_),
      current_(sizes.bins, scale_.bins_of(kLowestHz)),
      recent_(sizes.bins, scale_.bins_of(kLowestHz)) {}

void CallDetector::add(const Block& block) {
  window_.add(block, [this] { search_ready(); });
}

/// Searches the chunks whose context is complete.
void CallDetector::search_ready() {
  while (window_.end_frame() >= chunk_begin_ + scale_.chunk + scale_.context)
    search(chunk_begin_ + scale_.chunk);
}

/// Searches the chunk from chunk_begin_ to `end_frame`, using the noise of this and the previous
/// chunk.
void CallDetector::search(int64_t end_frame) {
  current_.clear();
  current_.count(window_, chunk_begin_, end_frame);
  recent_.add(current_);
  if (scale_.bins >= kMinBins) {
    const NoiseFloor floor(recent_, scale_.bins);
    const Surface surface(window_, floor, scale_);
    const int64_t origin = window_.first_frame();
    std::vector<Ridge> ridges =
        independent_ridges(surface, join_ridges(surface, find_ridges(surface)));
    std::erase_if(ridges, [&](const Ridge& ridge) {
      const int64_t peak = origin + ridge.peak_frame;
      return peak < chunk_begin_ || peak >= end_frame;
    });
    collect(surface, ridges);
  }
  std::swap(recent_, current_);
  chunk_begin_ = end_frame;
  window_.drop_before(chunk_begin_ - scale_.context);
}

void CallDetector::collect(const Surface& surface, const std::vector<Ridge>& ridges) {
  for (const Ridge& ridge : ridges) {
    const float log_odds = ridge.score;
    const double start_ms =
        static_cast<double>(window_.first_frame() + ridge.first_frame()) * scale_.frame_ms;
    if (log_odds < kUnlikelyScore) unlikely_.push_back({start_ms, ridge.peak_bin * scale_.bin_hz});
    if (log_odds >= kPossibleScore)
      calls_.push_back({measure_call(surface, ridge, window_.first_frame()), log_odds, false});
  }
}

std::vector<DetectedCall> CallDetector::finish() {
  window_.finish();
  search_ready();
  if (window_.end_frame() > chunk_begin_) search(window_.end_frame());
  std::sort(calls_.begin(), calls_.end(), [](const DetectedCall& a, const DetectedCall& b) {
    return std::tie(a.call.start_ms, a.call.low_hz) < std::tie(b.call.start_ms, b.call.low_hz);
  });
  std::sort(unlikely_.begin(), unlikely_.end(),
            [](const UnlikelyCall& a, const UnlikelyCall& b) { return a.start_ms < b.start_ms; });
  score_by_neighbours(calls_, unlikely_);
  mark_listed_calls(calls_, options_.min_snr_db);
  return std::move(calls_);
}

}  // namespace noctule
