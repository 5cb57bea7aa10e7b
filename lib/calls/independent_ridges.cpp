// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls/independent_ridges.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <span>
#include <tuple>

#include "calls/score.h"

namespace noctule {
namespace {

/// Ridges with a lower score are noise and have neither harmonics nor echoes.
constexpr float kNoiseScore = -2;

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

bool is_harmonic(const Ridge& weak, const Ridge& strong) {
  constexpr double kScatter = 0.1, kTolerance = 0.04;
  if (weak.first_frame() > strong.last_frame() || weak.last_frame() < strong.first_frame())
    return false;
  std::vector<double> ratios;
  for (size_t i = 0, j = 0; i < weak.cells.size() && j < strong.cells.size();) {
    const Cell &w = weak.cells[i], &s = strong.cells[j];
    if (w.frame == s.frame) ratios.push_back(static_cast<double>(w.bin) / s.bin);
    i += w.frame <= s.frame;
    j += s.frame <= w.frame;
  }
  if (2 * ratios.size() < weak.cells.size() || ratios.empty()) return false;
  const double count = static_cast<double>(ratios.size());
  const double mean = std::accumulate(ratios.begin(), ratios.end(), 0.0) / count;
  double variance = 0;
  for (const double ratio : ratios) variance += (ratio - mean) * (ratio - mean) / count;
  const double middle = median(ratios);
  if (std::sqrt(variance) >= kScatter * middle) return false;
  constexpr std::array<double, 6> kRatios{2, 3, 1.0 / 2, 1.0 / 3, 3.0 / 2, 2.0 / 3};
  return std::any_of(kRatios.begin(), kRatios.end(),
                     [&](double r) { return std::abs(middle / r - 1) < kTolerance; });
}

bool is_splatter(const CellScale& scale, const Ridge& weak, const Ridge& strong) {
  constexpr float kWeakerDb = 18;
  return weak.first_frame() >= strong.first_frame() - scale.frames(1.0) &&
         weak.last_frame() <= strong.last_frame() + scale.frames(1.5) &&
         weak.snr < strong.snr - kWeakerDb;
}

bool is_inside_band(const CellScale& scale, const Ridge& weak, const Ridge& strong) {
  constexpr double kMarginHz = 4e3;
  return (weak.low_bin - strong.low_bin) * scale.bin_hz > -kMarginHz &&
         (weak.high_bin - strong.high_bin) * scale.bin_hz < kMarginHz;
}

bool is_multipath(const CellScale& scale, const Ridge& weak, const Ridge& strong) {
  const int shared = std::min(weak.last_frame(), strong.last_frame()) -
                     std::max(weak.first_frame(), strong.first_frame()) + 1;
  return is_inside_band(scale, weak, strong) &&
         std::abs(weak.first_frame() - strong.first_frame()) * scale.frame_ms < 3 &&
         2 * shared >= static_cast<int>(weak.cells.size());
}

/// Whether `weak` continues the echo of the last quarter of `strong`; extends that echo if so.
bool is_tail(const CellScale& scale, const Ridge& weak, Ridge& strong) {
  constexpr float kWeakerDb = 6;
  constexpr double kNearHz = 2500, kWidestHz = 5e3, kGapMs = 6, kLaterMs = 0.2;
  if ((weak.first_frame() - strong.first_frame()) * scale.frame_ms <= kLaterMs ||
      weak.snr >= strong.snr - kWeakerDb)
    return false;
  std::vector<double> last_bins;
  const size_t count = std::max<size_t>(1, strong.cells.size() / 4);
  for (size_t i = strong.cells.size() - count; i < strong.cells.size(); ++i)
    last_bins.push_back(strong.cells[i].bin);
  if (std::abs(weak.peak_bin - median(std::move(last_bins))) * scale.bin_hz >= kNearHz ||
      (weak.high_bin - weak.low_bin) * scale.bin_hz >= kWidestHz ||
      (weak.first_frame() - strong.tail_end) * scale.frame_ms >= kGapMs)
    return false;
  strong.tail_end = std::max(strong.tail_end, weak.last_frame());
  return true;
}

/// Records the strongest ridge that this one may be an echo of.
void set_shade(const CellScale& scale, const std::vector<Ridge>& stronger, Ridge& ridge) {
  constexpr double kLatestEchoMs = 40;
  for (const Ridge& other : stronger) {
    const double delay_ms = (ridge.first_frame() - other.last_frame()) * scale.frame_ms;
    if (ridge.first_frame() <= other.first_frame() || delay_ms >= kLatestEchoMs ||
        !is_inside_band(scale, ridge, other) || other.snr - ridge.snr <= ridge.shade_db)
      continue;
    ridge.shade_db = other.snr - ridge.snr;
    ridge.shade_ms = static_cast<float>(std::max(0.0, delay_ms));
  }
}

/// Whether both could be calls of one series.
bool are_alike(const CellScale& scale, const Ridge& a, const Ridge& b) {
  constexpr double kNearMs = 1000, kNearHz = 5e3, kLonger = 2.5;
  const double ratio = (a.duration_ms(scale) + 1) / (b.duration_ms(scale) + 1);
  return std::abs(a.first_frame() - b.first_frame()) * scale.frame_ms <= kNearMs &&
         std::abs(a.peak_bin - b.peak_bin) * scale.bin_hz < kNearHz && ratio < kLonger &&
         ratio > 1 / kLonger;
}

bool starts_before(const Ridge& a, const Ridge& b) {
  return std::tuple(a.first_frame(), a.cells[0].bin) < std::tuple(b.first_frame(), b.cells[0].bin);
}

/// How a ridge relates to stronger ridges that are not noise, and to their echoes.
enum class Part { kNone, kHarmonic, kRest };

Part part_of_stronger(const CellScale& scale, const Ridge& ridge, std::vector<Ridge>& stronger,
                      std::span<const Ridge> echoes) {
  const bool of_echo = std::any_of(echoes.begin(), echoes.end(),
                                   [&](const Ridge& echo) { return is_harmonic(ridge, echo); });
  Part part = of_echo ? Part::kHarmonic : Part::kNone;
  for (Ridge& strong : stronger) {
    if (strong.score < kNoiseScore || strong.peak_bin * scale.bin_hz < kLowestHz) continue;
    if (is_splatter(scale, ridge, strong) || is_multipath(scale, ridge, strong) ||
        is_tail(scale, ridge, strong))
      return Part::kRest;
    if (is_harmonic(ridge, strong)) part = Part::kHarmonic;
  }
  return part;
}

/// Whether most ridges like this one are sure calls in their own right: those of another bat, whose
/// frequency is occasionally a multiple of the first one's.
bool is_by_chance(const CellScale& scale, const Ridge& ridge, std::span<const Ridge> independent,
                  std::span<const Ridge> harmonics) {
  const auto alike = [&](const Ridge& other) { return are_alike(scale, ridge, other); };
  const auto alone = std::count_if(independent.begin(), independent.end(), [&](const Ridge& other) {
    return other.score >= kSureScore && alike(other);
  });
  return alone > 2 * std::count_if(harmonics.begin(), harmonics.end(), alike);
}

}  // namespace

std::vector<Ridge> independent_ridges(const Surface& surface, std::vector<Ridge> ridges) {
  const CellScale& scale = surface.scale();
  std::sort(ridges.begin(), ridges.end(), [](const Ridge& a, const Ridge& b) {
    return a.snr != b.snr ? a.snr > b.snr : starts_before(a, b);
  });
  std::vector<Ridge> kept, harmonics, echoes;
  const auto keep = [&](Ridge ridge) {
    set_shade(scale, kept, ridge);
    ridge.score = score(features_of(surface, ridge));
    kept.push_back(std::move(ridge));
  };
  for (Ridge& ridge : ridges) {
    ridge.tail_end = ridge.last_frame();
    switch (part_of_stronger(scale, ridge, kept, echoes)) {
      case Part::kNone:
        keep(std::move(ridge));
        break;
      case Part::kHarmonic:
        harmonics.push_back(std::move(ridge));
        break;
      case Part::kRest:
        echoes.push_back(std::move(ridge));
        break;
    }
  }
  const std::vector<Ridge> independent = kept;
  for (const Ridge& ridge : harmonics)
    if (is_by_chance(scale, ridge, independent, harmonics)) keep(ridge);
  std::erase_if(kept,
                [&](const Ridge& ridge) { return ridge.peak_bin * scale.bin_hz < kLowestHz; });
  std::sort(kept.begin(), kept.end(), starts_before);
  return kept;
}

}  // namespace noctule
