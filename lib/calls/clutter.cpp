// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls/clutter.h"

#include <algorithm>
#include <numeric>

#include "core/simd.h"

namespace noctule {
namespace {

using Counts = std::vector<uint16_t>;

NOCTULE_SIMD void add_row(uint16_t* __restrict sums, const uint8_t* __restrict row, int count) {
  for (int i = 0; i < count; ++i) sums[i] = static_cast<uint16_t>(sums[i] + row[i]);
}

NOCTULE_SIMD void subtract_row(uint16_t* __restrict sums, const uint8_t* __restrict row,
                               int count) {
  for (int i = 0; i < count; ++i) sums[i] = static_cast<uint16_t>(sums[i] - row[i]);
}

/// out[i] = in[i] + … + in[i + width − 1]
void sum_over_bands(const uint16_t* in, uint16_t* out, int count, int width) {
  int sum = std::accumulate(in, in + width - 1, 0);
  for (int i = 0; i < count; ++i) {
    sum += in[i + width - 1];
    out[i] = static_cast<uint16_t>(sum);
    sum -= in[i];
  }
}

/// Sets `clutter` to `db` where the count reaches `needed`; returns whether any did.
NOCTULE_SIMD bool raise_to(const uint16_t* __restrict counts, const uint16_t* __restrict needed,
                           uint8_t* __restrict clutter, int count, uint8_t db) {
  uint8_t any = 0;
  for (int i = 0; i < count; ++i) {
    const uint8_t reaches = counts[i] >= needed[i] ? 1 : 0;
    clutter[i] = reaches ? db : clutter[i];
    any |= reaches;
  }
  return any != 0;
}

NOCTULE_SIMD void compare_row(const float* __restrict excess, uint8_t* __restrict flags, int count,
                              float threshold) {
  for (int i = 0; i < count; ++i) flags[i] = excess[i] > threshold ? 1 : 0;
}

/// Excess over the floor, sampled at the middle of each slot and band; (slots, bands).
std::vector<float> sample(const DecibelWindow& window, const NoiseFloor& floor,
                          const CellScale& scale, int slots, int bands) {
  std::vector<float> coarse(static_cast<size_t>(slots) * bands);
  for (int band = 0; band < bands; ++band) {
    const int bin = band * scale.band + scale.band / 2;
    const float* decibels = window.row(bin) + scale.slot / 2;
    for (int slot = 0; slot < slots; ++slot)
      coarse[static_cast<size_t>(slot) * bands + band] =
          decibels[static_cast<size_t>(slot) * scale.slot] - floor.decibels[bin];
  }
  return coarse;
}

/// A box around each cell, clipped at the edges, and the share of it that must be loud.
struct Box {
  double share_above;
  int half_slots, half_bands;
};

/// Counts loud cells in a sliding box: sums over slots are updated as slots enter and leave, then
/// summed over bands.
class BoxClutter {
 public:
  BoxClutter(const Box& box, int slots, int bands)
      : box_(box),
        slots_(slots),
        bands_(bands),
        sums_(static_cast<size_t>(bands + 2 * box.half_bands)),
        counts_(static_cast<size_t>(bands)),
        needed_(static_cast<size_t>(bands)),
        rising_(static_cast<size_t>(slots), 1) {}

  /// Raises `clutter` to `db` where enough of the box is flagged; returns whether any was. Call
  /// with ascending `db`: a slot that was not raised to one is not raised to the next.
  ///
  ///   slot       0  1  2  3  4  5      Fewer cells reach a higher threshold.
  ///   3 dB       ↑  ↑  ↑  –  ↑  –
  ///   6 dB       –  ↑  ↑     –         Slots 3 and 5 are skipped from here,
  ///   9 dB          ↑  –               slots 0 and 4 from here.
  bool raise(const std::vector<uint8_t>& flags, uint8_t db, std::vector<uint8_t>& clutter) {
    std::fill(sums_.begin(), sums_.end(), uint16_t{0});
    uint16_t* sums = sums_.data() + box_.half_bands;
    const auto row = [&](int slot) { return flags.data() + static_cast<size_t>(slot) * bands_; };
    int box_slots = -1;  // number of summed slots
    bool any = false;
    for (int slot = 0; slot < std::min(box_.half_slots, slots_); ++slot)
      add_row(sums, row(slot), bands_);
    for (int slot = 0; slot < slots_; ++slot) {
      if (slot + box_.half_slots < slots_) add_row(sums, row(slot + box_.half_slots), bands_);
      if (slot > box_.half_slots) subtract_row(sums, row(slot - box_.half_slots - 1), bands_);
      const int now =
          std::min(slot + box_.half_slots, slots_ - 1) - std::max(slot - box_.half_slots, 0) + 1;
      if (now != box_slots) set_needed(box_slots = now);
      if (rising_[slot] == 0) continue;
      sum_over_bands(sums_.data(), counts_.data(), bands_, 2 * box_.half_bands + 1);
      rising_[slot] = raise_to(counts_.data(), needed_.data(),
                               clutter.data() + static_cast<size_t>(slot) * bands_, bands_, db);
      any |= rising_[slot] != 0;
    }
    return any;
  }

 private:
  /// Sets the minimum counts above the share for a box of `slots` slots.
  void set_needed(int slots) {
    for (int band = 0; band < bands_; ++band) {
      const int inside =
          std::min(band + box_.half_bands, bands_ - 1) - std::max(band - box_.half_bands, 0) + 1;
      needed_[band] =
          static_cast<uint16_t>(static_cast<int>(box_.share_above * slots * inside) + 1);
    }
  }

  Box box_;
  int slots_, bands_;
  Counts sums_, counts_, needed_;
  std::vector<uint8_t> rising_;
};

}  // namespace

Clutter::Clutter(const DecibelWindow& window, const NoiseFloor& floor, const CellScale& scale)
    : scale_(scale) {
  const auto frames = static_cast<int>(window.end_frame() - window.first_frame());
  slots_ = std::max(1, (frames - scale.slot / 2 + scale.slot - 1) / scale.slot);
  bands_ = std::max(1, (scale.bins - scale.band / 2 + scale.band - 1) / scale.band);
  clutter_db_.assign(static_cast<size_t>(slots_) * bands_, 0);
  if (frames <= scale.slot / 2 || scale.bins <= scale.band / 2) return;

  const std::vector<float> coarse = sample(window, floor, scale, slots_, bands_);
  const double slot_ms = scale.slot * scale.frame_ms, band_khz = scale.band * scale.bin_hz / 1000;
  BoxClutter around({0.45, round_to_int(6 / slot_ms), round_to_int(7 / band_khz)}, slots_, bands_);
  BoxClutter one_slot({0.65, 0, round_to_int(35 / band_khz)}, slots_, bands_);
  std::vector<uint8_t> flags(clutter_db_.size());
  for (uint8_t db = 3; db <= 36; db = static_cast<uint8_t>(db + 3)) {
    compare_row(coarse.data(), flags.data(), static_cast<int>(flags.size()), db);
    const bool raised = around.raise(flags, db, clutter_db_);
    if (!one_slot.raise(flags, db, clutter_db_) && !raised) break;
  }
}

}  // namespace noctule
