// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/segments.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/simd.h"
#include "image/colormap.h"

namespace noctule {
namespace {

NOCTULE_SIMD void take_maxima(const float* __restrict values, size_t count,
                              float* __restrict maxima) {
  for (size_t i = 0; i < count; ++i) maxima[i] = values[i] > maxima[i] ? values[i] : maxima[i];
}

const std::array<double, 256>& magma_luma() {
  static const auto table = [] {
    std::array<double, 256> lumas{};
    for (size_t level = 0; level < 256; ++level)
      lumas[level] = luma(colors_of(Colormap::kMagma)[level]);
    return lumas;
  }();
  return table;
}

int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0); }

/// Runs of active columns, each with its margin, merged if they overlap or touch. A column is
/// active if at least two of itself and its two neighbours reach the threshold; the outermost never
/// are.
std::vector<ColumnRange> active_ranges(std::span<const uint8_t> levels,
                                       const std::array<bool, 256>& reaches, int64_t margin) {
  const auto width = static_cast<int64_t>(levels.size());
  std::vector<ColumnRange> ranges;
  for (int64_t c = 1; c + 1 < width; ++c) {
    if (reaches[levels[c - 1]] + reaches[levels[c]] + reaches[levels[c + 1]] < 2) continue;
    const ColumnRange around{std::max<int64_t>(0, c - margin), std::min(width, c + 1 + margin)};
    if (!ranges.empty() && around.start <= ranges.back().stop)
      ranges.back().stop = around.stop;
    else
      ranges.push_back(around);
  }
  return ranges;
}

}  // namespace

ColumnAmplitudes::ColumnAmplitudes(const Geometry& geometry, float maximum)
    : geometry_(geometry),
      level_per_db_(maximum > 0 ? 255 / maximum : 0),
      levels_(static_cast<size_t>(geometry.width)) {}

void ColumnAmplitudes::find_peaks(const DenoisedWindow& window, int64_t first_frame,
                                  std::vector<float>& peaks) {
  const auto count = static_cast<size_t>(window.end_frame() - first_frame);
  peaks.assign(count, 0.0f);
  for (int bin = 0; bin < window.bins(); ++bin)
    take_maxima(window.row(bin) + (first_frame - window.first_frame()), count, peaks.data());
}

void ColumnAmplitudes::add(std::span<const float> peaks) {
  for (const float peak : peaks) add_frame(next_frame_++, peak);
}

void ColumnAmplitudes::add_frame(int64_t frame, float peak) {
  // In units of 1/(2·rate·px_per_second) s, so that every bound is a whole number.
  const int64_t hop = geometry_.stft.hop * geometry_.px_per_second;
  const int64_t column = 2 * geometry_.sample_rate_hz;
  const int64_t first = std::max<int64_t>(0, floor_div((2 * frame - 1) * hop, column));
  const int64_t last = std::min(geometry_.width - 1, floor_div((2 * frame + 1) * hop - 1, column));
  const auto level = static_cast<uint8_t>(std::lround(peak * level_per_db_));
  const auto& lumas = magma_luma();
  for (int64_t c = first; c <= last; ++c)
    if (lumas[level] > lumas[levels_[c]]) levels_[c] = level;
}

std::vector<ColumnRange> peak_segments(std::span<const uint8_t> levels, int64_t margin_columns,
                                       const SegmentOptions& options) {
  const auto& lumas = magma_luma();
  const auto quieter = [&](uint8_t a, uint8_t b) { return lumas[a] < lumas[b]; };
  const auto [quietest, loudest] = std::minmax_element(levels.begin(), levels.end(), quieter);
  const double low = lumas[*quietest], span = lumas[*loudest] - low;
  if (span <= 0) return {};
  const int tries = static_cast<int>(std::floor(options.threshold / options.step + 1e-9));
  for (int i = 0; i <= tries; ++i) {
    const double threshold = std::max(0.0, options.threshold - i * options.step);
    std::array<bool, 256> reaches{};
    for (size_t level = 0; level < 256; ++level)
      reaches[level] = (lumas[level] - low) / span >= threshold;
    auto ranges = active_ranges(levels, reaches, margin_columns);
    if (!ranges.empty()) return ranges;
  }
  return {};
}

std::vector<ColumnRange> call_segments(std::span<const Call> calls, const Geometry& geometry,
                                       double margin_ms) {
  const double px_per_ms = static_cast<double>(geometry.px_per_second) / 1000;
  std::vector<ColumnRange> around;
  for (const Call& call : calls) {
    const auto first = static_cast<int64_t>(std::floor((call.start_ms - margin_ms) * px_per_ms));
    const auto end = static_cast<int64_t>(std::ceil((call.end_ms + margin_ms) * px_per_ms));
    const ColumnRange range{std::max<int64_t>(0, first), std::min(geometry.width, end)};
    if (range.width() > 0) around.push_back(range);
  }
  std::sort(around.begin(), around.end(),
            [](const ColumnRange& a, const ColumnRange& b) { return a.start < b.start; });
  std::vector<ColumnRange> merged;
  for (const ColumnRange& range : around)
    if (!merged.empty() && range.start <= merged.back().stop)
      merged.back().stop = std::max(merged.back().stop, range.stop);
    else
      merged.push_back(range);
  return merged;
}

}  // namespace noctule
