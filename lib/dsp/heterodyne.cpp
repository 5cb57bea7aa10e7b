// SPDX-License-Identifier: GPL-3.0-or-later
#include "dsp/heterodyne.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace noctule {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr double kPassHz = 5000, kStopHz = 8000;
constexpr int kSteps = 64;  ///< of the kernel's table, per input sample

/// Modified Bessel function of the first kind, order 0, by its power series.
double bessel_i0(double x) {
  double sum = 1, term = 1;
  for (int k = 1; term > 1e-12 * sum; ++k) {
    term *= x * x / (4.0 * k * k);
    sum += term;
  }
  return sum;
}

/// Kaiser's window for -70 dB: shape, and length in units of rate / transition width (Oppenheim and
/// Schafer, "Discrete-Time Signal Processing", section 7.5.3).
constexpr double kBeta = 0.1102 * (70 - 8.7);
constexpr double kLength = (70 - 8) / (2.285 * 2 * kPi);

/// A low-pass filter from its centre to its end.
std::vector<float> low_pass(double rate_hz, double half_width) {
  const double cutoff = std::min(0.5, (kPassHz + kStopHz) / 2 / rate_hz);  // cycles per sample
  std::vector<float> kernel(static_cast<size_t>(half_width * kSteps) + 2);
  for (size_t i = 0; i < kernel.size(); ++i) {
    const double t = static_cast<double>(i) / kSteps, x = 2 * kPi * cutoff * t;
    const double edge = std::min(1.0, t / half_width);
    const double window = bessel_i0(kBeta * std::sqrt(1 - edge * edge)) / bessel_i0(kBeta);
    kernel[i] = static_cast<float>(2 * cutoff * (x == 0 ? 1 : std::sin(x) / x) * window);
  }
  return kernel;
}

}  // namespace

Heterodyne::Heterodyne(int64_t sample_rate_hz, double tone_hz)
    : rate_hz_(static_cast<double>(sample_rate_hz)),
      tone_hz_(tone_hz),
      half_width_(std::max(8.0, kLength * rate_hz_ / (kStopHz - kPassHz) / 2)),
      kernel_(low_pass(rate_hz_, half_width_)) {}

int64_t Heterodyne::output_samples(int64_t input_samples) const {
  return static_cast<int64_t>(static_cast<double>(input_samples) * kRateHz / rate_hz_);
}

void Heterodyne::add(std::span<const float> samples, std::vector<float>& output) {
  // Twice: each frequency becomes a sum and a difference, of which the filter removes one.
  for (const float sample : samples) {
    const double turns = tone_hz_ * static_cast<double>(received_++) / rate_hz_;
    const double phase = 2 * kPi * (turns - std::floor(turns));
    mixed_.push_back(2 * sample * static_cast<float>(std::cos(phase)));
  }
  emit(received_ - static_cast<int64_t>(std::ceil(half_width_)), output);
}

void Heterodyne::finish(std::vector<float>& output) {
  for (const int64_t all = output_samples(received_); written_ < all; ++written_)
    output.push_back(filtered(static_cast<double>(written_) * rate_hz_ / kRateHz));
}

/// Writes the samples before input position `end`; forgets the input that no later one needs.
void Heterodyne::emit(int64_t end, std::vector<float>& output) {
  const auto position = [&] { return static_cast<double>(written_) * rate_hz_ / kRateHz; };
  for (; position() < static_cast<double>(end); ++written_) output.push_back(filtered(position()));
  const auto needed = static_cast<int64_t>(std::floor(position() - half_width_));
  const int64_t unused = std::clamp<int64_t>(needed - first_, 0, std::ssize(mixed_));
  mixed_.erase(mixed_.begin(), mixed_.begin() + unused);
  first_ += unused;
}

float Heterodyne::filtered(double position) const {
  const auto from = std::max(first_, static_cast<int64_t>(std::ceil(position - half_width_)));
  const auto to = std::min(first_ + std::ssize(mixed_) - 1,
                           static_cast<int64_t>(std::floor(position + half_width_)));
  float sum = 0;
  for (int64_t i = from; i <= to; ++i) {
    const double at = std::abs(static_cast<double>(i) - position) * kSteps;
    const auto step = static_cast<size_t>(at);
    const auto part = static_cast<float>(at - static_cast<double>(step));
    const float weight = kernel_[step] + part * (kernel_[step + 1] - kernel_[step]);
    sum += weight * mixed_[static_cast<size_t>(i - first_)];
  }
  return sum;
}

}  // namespace noctule
