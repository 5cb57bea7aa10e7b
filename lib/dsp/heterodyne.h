// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace noctule {

/// A heterodyne bat detector: the sound is mixed with a tone, so that frequencies within 5 kHz of
/// the tone are heard as their distance from it, at unchanged speed and loudness; others are
/// filtered out (windowed sinc, -70 dB from 8 kHz). Output at kRateHz, in step with the input.
/// Takes the samples in blocks of any size; keeps 2 ms of them.
class Heterodyne {
 public:
  static constexpr int kRateHz = 48'000;

  /// `tone_hz` from 0 to half of the sample rate.
  Heterodyne(int64_t sample_rate_hz, double tone_hz);

  /// Output samples for this many input samples.
  int64_t output_samples(int64_t input_samples) const;

  /// Appends to `output` what the next samples complete.
  void add(std::span<const float> samples, std::vector<float>& output);
  /// After the last sample: the rest, as if silence followed.
  void finish(std::vector<float>& output);

 private:
  float filtered(double position) const;
  void emit(int64_t end, std::vector<float>& output);

  double rate_hz_, tone_hz_;
  double half_width_;          ///< of the filter, in input samples
  std::vector<float> kernel_;  ///< half of it, kSteps values per input sample
  std::vector<float> mixed_;   ///< the last samples, the first at input position `first_`
  int64_t first_ = 0;
  int64_t received_ = 0;
  int64_t written_ = 0;
};

}  // namespace noctule
