// SPDX-License-Identifier: GPL-3.0-or-later
#include "audio/time_expansion.h"

#include <cmath>
#include <cstdio>

#include "core/error.h"

namespace noctule {
namespace {

/// No bat recorder samples faster; a factor that implies so is wrong.
constexpr double kMaxExpandedRateHz = 1e6;
/// Bat recorders sample at least this fast (slowest in common use: 96 kHz).
constexpr int64_t kMinUnmarkedRateHz = 96'000;

std::string in_khz(double hz) {
  char text[32];
  std::snprintf(text, sizeof text, "%g kHz", std::round(hz) / 1000);
  return text;
}

std::string factor_text(double factor) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", factor);
  return text;
}

/// GUANO rate / header rate if that is an integer from 2 to 100: programs that time-expand a
/// recording leave the GUANO rate unchanged.
std::optional<double> rate_multiple(int header_rate_hz, std::optional<double> guano_rate_hz) {
  if (!guano_rate_hz || header_rate_hz <= 0) return std::nullopt;
  const double factor = *guano_rate_hz / header_rate_hz;
  if (factor < 2 || factor > 100 || factor != std::round(factor)) return std::nullopt;
  return factor;
}

}  // namespace

int64_t true_rate_hz(int header_rate_hz, double factor) {
  const double rate_hz = std::round(header_rate_hz * factor);
  if (!(rate_hz >= static_cast<double>(kMinRateHz) && rate_hz <= static_cast<double>(kMaxRateHz)))
    throw RecordingError("its sample rate is " + in_khz(rate_hz) + ", outside 1 kHz to 10 MHz; " +
                         "repair its header, or set --time-expansion");
  return static_cast<int64_t>(rate_hz);
}

TimeExpansion find_time_expansion(int header_rate_hz, std::optional<double> given,
                                  const RecordingMetadata& metadata) {
  TimeExpansion result;
  const auto take = [&](std::optional<double> factor, const char* source) {
    if (result.source || !factor) return;
    const double rate_hz = header_rate_hz * *factor;
    const bool too_fast = *factor > 1 && rate_hz > kMaxExpandedRateHz;
    if (too_fast || (*factor < 1 && rate_hz < static_cast<double>(kMinRateHz))) {
      result.warnings.push_back("its metadata (" + std::string(source) +
                                ") states a time expansion of " + factor_text(*factor) +
                                ", which would mean a sample rate of " + in_khz(rate_hz) +
                                ": ignored; set --time-expansion if it is right");
      return;
    }
    result.factor = *factor;
    result.source = source;
  };
  if (given) {
    if (*given > 1 && header_rate_hz * *given > kMaxExpandedRateHz)
      throw UsageError("--time-expansion " + factor_text(*given) + " turns " +
                       in_khz(header_rate_hz) + " into a sample rate of " +
                       in_khz(header_rate_hz * *given) + "; the maximum is 1000 kHz");
    result.factor = *given;
    result.source = "command line";
  }
  take(metadata.guano_time_expansion, "guano");
  take(metadata.wamd_time_expansion, "wamd");
  take(rate_multiple(header_rate_hz, metadata.guano_sample_rate_hz), "guano");
  result.sample_rate_hz = true_rate_hz(header_rate_hz, result.factor);
  if (!result.source && result.sample_rate_hz < kMinUnmarkedRateHz)
    result.warnings.push_back(
        "its sample rate of " + in_khz(static_cast<double>(result.sample_rate_hz)) +
        " covers frequencies up to " + in_khz(static_cast<double>(result.sample_rate_hz) / 2) +
        " only; if it is time-expanded, set the factor, e.g. --time-expansion 10");
  return result;
}

bool advises_time_expansion(std::string_view warning) {
  return warning.find("--time-expansion") != std::string_view::npos;
}

}  // namespace noctule
