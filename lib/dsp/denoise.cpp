// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/denoise.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "core/error.h"
#include "core/simd.h"
#include "dsp/bin_histograms.h"
#include "dsp/order_statistics.h"

namespace noctule {
namespace {

NOCTULE_SIMD void denoise_row(const float* __restrict in, float* __restrict out, size_t count,
                              float floor, float reference, float threshold) {
  for (size_t i = 0; i < count; ++i) {
    const float value = std::max(in[i], floor) - reference;
    out[i] = value > threshold ? value : 0.0f;
  }
}

std::span<const float> row_of(const Block& block, int bin) {
  return {block.row(bin), static_cast<size_t>(block.frames)};
}

/// Passes to `f` the positive differences of values of a bin from its reference (else 0), in chunks
/// that fit the L1 cache.
template <class F>
void for_each_difference(const Denoiser& d, int bin, std::span<const float> values, F f) {
  std::array<float, 1024> differences;
  for (size_t done = 0; done < values.size(); done += differences.size()) {
    const size_t count = std::min(differences.size(), values.size() - done);
    denoise_row(values.data() + done, differences.data(), count, d.floor_db, d.reference_db[bin],
                0.0f);
    f(std::span<const float>(differences.data(), count));
  }
}

/// Appends every eighth value of a bin.
void sample_row(const Block& block, int bin, std::vector<float>& sample) {
  constexpr int kStride = SampledMedian::kSampleStride;
  const float* row = block.row(bin);
  const size_t start = sample.size();
  sample.resize(start + static_cast<size_t>((block.frames + kStride - 1) / kStride));
  for (size_t i = start; i < sample.size(); ++i, row += kStride) sample[i] = *row;
}

/// Each bin's noise floor. Rounded, so that all differences stay multiples of a step if decibels
/// are rounded; it cannot be below the recording's range.
void set_noise_floor(BlockSequence& blocks, double range_db, const MeasureFloor& measure_floor,
                     Denoiser& d) {
  constexpr float kStep = BlockSequence::kDecibelStep;
  d.reference_db = measure_floor(blocks);
  const float lowest = blocks.ranges().maximum() - static_cast<float>(range_db);
  for (float& level : d.reference_db) level = std::max(lowest, std::round(level / kStep) * kStep);
}

/// Calls collect_all() until `median` is found; returns it.
template <class Collect>
std::optional<float> find(SampledMedian& median, Collect collect_all) {
  do {
    median.narrow();
    collect_all();
  } while (!median.found());
  return median.median();
}

/// Sets references and threshold of `d` from exact medians: of each bin, unless its noise floor is
/// set, and of all positive differences from the references.
void measure_in_memory(const BlockSequence& blocks, const DenoiseOptions& options, Denoiser& d) {
  using AtLow = SampledMedian::AtLow;
  const float maximum = blocks.ranges().maximum();
  d.floor_db = maximum - static_cast<float>(options.range_db);
  SampledMedian of_bin, of_positive;
  of_positive.reset(0.0f, maximum - d.floor_db, AtLow::kIgnore);
  const int bins = blocks.sizes().bins;
  std::vector<float> sample;
  for (int bin = 0; bin < bins; ++bin) {
    sample.clear();
    for (const Block& b : blocks.kept()) sample_row(b, bin, sample);
    if (options.method == DenoiseMethod::kMedian) {
      of_bin.reset(d.floor_db, maximum, AtLow::kCountAsLow);
      of_bin.sample(sample);
      const auto median = find(of_bin, [&] {
        for (const Block& b : blocks.kept()) of_bin.collect(row_of(b, bin));
      });
      d.reference_db[bin] = median.value_or(d.floor_db);
    }
    for_each_difference(d, bin, sample, [&](auto values) { of_positive.sample(values); });
  }
  const auto median = find(of_positive, [&] {
    for (const Block& b : blocks.kept())
      for (int bin = 0; bin < bins; ++bin)
        for_each_difference(d, bin, row_of(b, bin),
                            [&](auto values) { of_positive.collect(values); });
  });
  d.threshold_db = median.value_or(0.0f);
}

int steps_of(double range_db) {
  return static_cast<int>(std::ceil(range_db / static_cast<double>(BlockSequence::kDecibelStep)));
}

/// Adds the positive differences of a row's values from the reference.
void add_positive(const SteppedMedians& values, int row, float reference, float floor,
                  SteppedMedians& positive) {
  values.for_each_value(row, [&](float value, uint32_t times) {
    const float difference = std::max(value, floor) - reference;
    if (difference > 0) positive.count(0, difference, times);
  });
}

/// Like measure_in_memory(), but from histograms of the rounded decibels, for as many bins per pass
/// as 48 MB of counters allow. They hold all that the threshold needs, too.
void measure_streaming(BlockSequence& blocks, const DenoiseOptions& options, Denoiser& d) {
  constexpr int kCounters = 12'000'000;
  constexpr float kStep = BlockSequence::kDecibelStep;
  const int steps = steps_of(options.range_db);
  const int bins = blocks.sizes().bins;
  const int bins_per_pass = std::clamp(kCounters / steps, 1, bins);
  // Differences are multiples of half a step: a median may lie halfway between two steps.
  SteppedMedians positive(1, kStep / 2, 2 * steps);
  for (int first = 0; first < bins; first += bins_per_pass) {
    const int count = std::min(bins_per_pass, bins - first);
    BinHistograms histograms(first, count, kStep, steps);
    BlockPass pass;
    pass.work = [&](const Block& block, size_t) { histograms.count(block); };
    blocks.run(pass);
    const float maximum = blocks.ranges().maximum();
    d.floor_db = maximum - static_cast<float>(options.range_db);
    if (first == 0) positive.raise(maximum - d.floor_db);
    for (int i = 0; i < count; ++i) {
      float& reference = d.reference_db[first + i];
      if (options.method == DenoiseMethod::kMedian)
        reference = std::max(d.floor_db, histograms.medians().median(i).value_or(d.floor_db));
      add_positive(histograms.medians(), i, reference, d.floor_db, positive);
    }
  }
  d.threshold_db = positive.median(0).value_or(0.0f);
}

void require_samples(const BlockSequence& blocks) {
  if (blocks.samples() == 0)
    throw RecordingError("holds no samples; copy it again from the recorder");
}

}  // namespace

void choose_band(Denoiser& d, double bin_hz, const DenoiseOptions& options) {
  const auto bins = static_cast<int>(d.reference_db.size());
  const auto outside = [&](int bin) {
    return (bin + 1) * bin_hz <= options.freq_min_hz || bin * bin_hz > options.freq_max_hz;
  };
  d.first_bin = 0;
  d.last_bin = bins - 1;
  if (options.method == DenoiseMethod::kNone) return;
  while (d.first_bin < bins && outside(d.first_bin)) ++d.first_bin;
  while (d.last_bin >= d.first_bin && outside(d.last_bin)) --d.last_bin;
}

void Denoiser::apply(int bin, const float* decibels, float* out, size_t count) const {
  if (bin < first_bin || bin > last_bin)
    std::fill_n(out, count, 0.0f);
  else
    denoise_row(decibels, out, count, floor_db, reference_db[bin], threshold_db);
}

Denoiser compute_denoiser(BlockSequence& blocks, int64_t sample_rate_hz,
                          const DenoiseOptions& options, const MeasureFloor& measure_floor) {
  const StftSizes& sizes = blocks.sizes();
  const DecibelRanges& ranges = blocks.ranges();
  Denoiser d;
  d.reference_db.resize(sizes.bins);
  if (options.method == DenoiseMethod::kNone) {
    if (!blocks.in_memory()) blocks.for_each([](const Block&) {});
    require_samples(blocks);
    d.floor_db = ranges.maximum() - static_cast<float>(options.range_db);
    const float minimum = std::max(ranges.minimum, d.floor_db);
    std::fill(d.reference_db.begin(), d.reference_db.end(), minimum);
    d.last_bin = sizes.bins - 1;
    d.maximum_db = ranges.maximum() - minimum;
    return d;
  }

  if (blocks.in_memory()) require_samples(blocks);
  if (options.method == DenoiseMethod::kFloor)
    set_noise_floor(blocks, options.range_db, measure_floor, d);
  if (blocks.in_memory()) {
    measure_in_memory(blocks, options, d);
  } else {
    measure_streaming(blocks, options, d);
    require_samples(blocks);
  }
  choose_band(d, static_cast<double>(sample_rate_hz) / sizes.fft_size, options);
  for (int bin = d.first_bin; bin <= d.last_bin; ++bin) {
    const float bin_maximum = std::max(ranges.maxima[bin], d.floor_db) - d.reference_db[bin];
    if (bin_maximum > d.threshold_db) d.maximum_db = std::max(d.maximum_db, bin_maximum);
  }
  return d;
}

}  // namespace noctule
