// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/painter.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/simd.h"

namespace noctule {
namespace {

/// If pixels are at least as dense as frames, the triangle filter is linear interpolation.
NOCTULE_SIMD void interpolate(const float* __restrict frames, const int32_t* __restrict positions,
                              const float* __restrict fractions, int count, float* __restrict out) {
  for (int i = 0; i < count; ++i) {
    const float left = frames[positions[i]], right = frames[positions[i] + 1];
    out[i] = left + (right - left) * fractions[i];
  }
}

NOCTULE_SIMD float weighted_sum(const float* __restrict values, const float* __restrict weights,
                                size_t count) {
  float sum = 0;
  for (size_t i = 0; i < count; ++i) sum += values[i] * weights[i];
  return sum;
}

NOCTULE_SIMD void to_levels(const float* __restrict values, int count, uint8_t* __restrict levels) {
  for (int i = 0; i < count; ++i)
    levels[i] =
        static_cast<uint8_t>(static_cast<int32_t>(std::clamp(values[i], 0.0f, 255.0f) + 0.5f));
}

NOCTULE_SIMD void mix_two(const float* __restrict a, float wa, const float* __restrict b, float wb,
                          int count, float* __restrict out) {
  for (int i = 0; i < count; ++i) out[i] = a[i] * wa + b[i] * wb;
}

NOCTULE_SIMD void add_scaled(const float* __restrict a, float weight, int count,
                             float* __restrict out) {
  for (int i = 0; i < count; ++i) out[i] += a[i] * weight;
}

}  // namespace

ColumnPainter::ColumnPainter(const Geometry& geometry, ColumnMap map, float maximum)
    : geometry_(geometry),
      map_(std::move(map)),
      radius_frames_(std::max(1.0, geometry.frames_per_column() * map_.scale())),
      level_per_db_(maximum > 0 ? 255 / maximum : 0) {
  const double bins_per_hz =
      geometry_.stft.fft_size / static_cast<double>(geometry_.sample_rate_hz);
  const double nyquist_hz = static_cast<double>(geometry_.sample_rate_hz) / 2;
  first_bin_ = geometry_.stft.bins;
  for (int row = 0; row < geometry_.height; ++row) {
    const double hz = geometry_.row_center_hz(row);
    Taps taps{0, {}};
    if (hz >= 0 && hz <= nyquist_hz)
      taps =
          taps_at(hz * bins_per_hz, std::max(1.0, geometry_.bins_per_row()), geometry_.stft.bins);
    if (!taps.weights.empty()) {
      first_bin_ = std::min(first_bin_, static_cast<int>(taps.first));
      last_bin_ = std::max(last_bin_, static_cast<int>(taps.first + taps.weights.size()) - 1);
    }
    row_taps_.push_back(std::move(taps));
  }
}

ColumnPainter::Taps ColumnPainter::taps_at(double center, double radius, int64_t samples) {
  const auto first = std::max<int64_t>(0, static_cast<int64_t>(std::floor(center - radius)) + 1);
  const auto last =
      std::min<int64_t>(samples - 1, static_cast<int64_t>(std::ceil(center + radius)) - 1);
  Taps taps{first, {}};
  double sum = 0;
  for (int64_t s = first; s <= last; ++s) {
    const double weight = 1 - std::abs(static_cast<double>(s) - center) / radius;
    taps.weights.push_back(static_cast<float>(weight));
    sum += weight;
  }
  for (float& weight : taps.weights) weight = static_cast<float>(weight / sum);
  return taps;
}

double ColumnPainter::center_of(int64_t column) const {
  return map_.center(column) * geometry_.frames_per_column();
}

int64_t ColumnPainter::ready_columns(int64_t end_frame) const {
  if (end_frame >= geometry_.frames()) return map_.columns();
  int64_t low = 0,
          high = map_.columns();  // centres ascend: find the first column that is not ready
  while (low < high) {
    const int64_t middle = (low + high) / 2;
    const bool ready =
        std::ceil(center_of(middle) + radius_frames_) <= static_cast<double>(end_frame);
    (ready ? low : high) = ready ? middle + 1 : middle;
  }
  return low;
}

void ColumnPainter::resample_time(const DenoisedWindow& window, int64_t column, int count,
                                  Workspace& workspace) const {
  workspace.columns.resize(static_cast<size_t>(last_bin_ - first_bin_ + 1) * kBatchColumns);
  const int64_t origin = window.first_frame(), frames = geometry_.frames();
  const auto out = [&](int bin) {
    return workspace.columns.data() + static_cast<size_t>(bin - first_bin_) * kBatchColumns;
  };
  if (radius_frames_ > 1) {
    for (int i = 0; i < count; ++i) {
      const Taps taps = taps_at(center_of(column + i), radius_frames_, frames);
      for (int bin = first_bin_; bin <= last_bin_; ++bin)
        out(bin)[i] = weighted_sum(window.row(bin) + (taps.first - origin), taps.weights.data(),
                                   taps.weights.size());
    }
    return;
  }
  workspace.positions.resize(kBatchColumns);
  workspace.fractions.resize(kBatchColumns);
  for (int i = 0; i < count; ++i) {
    const double center = center_of(column + i);
    const auto left = std::min(static_cast<int64_t>(center), frames - 1);
    workspace.positions[i] = static_cast<int32_t>(left - origin);
    workspace.fractions[i] = static_cast<float>(center - static_cast<double>(left));
  }
  for (int bin = first_bin_; bin <= last_bin_; ++bin)
    interpolate(window.row(bin), workspace.positions.data(), workspace.fractions.data(), count,
                out(bin));
}

void ColumnPainter::paint(const DenoisedWindow& window, int64_t column, int count, Levels& tile,
                          int left, Workspace& workspace) const {
  if (last_bin_ >= first_bin_) resample_time(window, column, count, workspace);
  alignas(64) float mixed[kBatchColumns];
  for (int row = 0; row < geometry_.height; ++row) {
    uint8_t* levels = tile.at(row) + left;
    const Taps& taps = row_taps_[row];
    if (taps.weights.empty()) {
      std::fill_n(levels, count, uint8_t{0});
      continue;
    }
    const float* values =
        workspace.columns.data() + static_cast<size_t>(taps.first - first_bin_) * kBatchColumns;
    const bool two = taps.weights.size() > 1;
    mix_two(values, taps.weights[0] * level_per_db_, two ? values + kBatchColumns : values,
            two ? taps.weights[1] * level_per_db_ : 0.0f, count, mixed);
    for (size_t i = 2; i < taps.weights.size(); ++i)
      add_scaled(values + i * kBatchColumns, taps.weights[i] * level_per_db_, count, mixed);
    to_levels(mixed, count, levels);
  }
}

Painter::Painter(const Geometry& geometry, ColumnMap map, float maximum, int64_t tile_width,
                 OnTile on_tile)
    : painter_(geometry, std::move(map), maximum),
      tile_width_(tile_width),
      on_tile_(std::move(on_tile)) {
  start_tile();
}

void Painter::start_tile() {
  tile_start_ = next_column_;
  tile_.resize(static_cast<int>(std::min(tile_width_, painter_.columns() - next_column_)),
               painter_.height());
}

void Painter::add(const DenoisedWindow& window) {
  const int64_t ready = painter_.ready_columns(window.end_frame());
  while (next_column_ < ready) {
    const int64_t tile_end = tile_start_ + tile_.width;
    const auto count = static_cast<int>(std::min<int64_t>(
        {ColumnPainter::kBatchColumns, ready - next_column_, tile_end - next_column_}));
    painter_.paint(window, next_column_, count, tile_, static_cast<int>(next_column_ - tile_start_),
                   workspace_);
    next_column_ += count;
    if (next_column_ < tile_end) continue;
    on_tile_(tile_);
    if (next_column_ < painter_.columns()) start_tile();
  }
}

}  // namespace noctule
