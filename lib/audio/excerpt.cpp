// SPDX-License-Identifier: GPL-3.0-or-later
#include "audio/excerpt.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace noctule {
namespace {

void append_number(std::string& bytes, uint32_t value, int size) {
  for (int i = 0; i < size; ++i) bytes += static_cast<char>(value >> (8 * i));
}

int32_t to_16_bits(float sample) {
  return static_cast<int32_t>(std::lrint(std::clamp(sample * 32768, -32768.0f, 32767.0f)));
}

}  // namespace

std::string wave_header(int64_t samples, int rate_hz) {
  const auto data_bytes = static_cast<uint32_t>(2 * samples);
  const auto rate = static_cast<uint32_t>(rate_hz);
  std::string bytes = "RIFF";
  append_number(bytes, data_bytes + kWaveHeaderBytes - 8, 4);
  bytes += "WAVEfmt ";
  append_number(bytes, 16, 4);
  append_number(bytes, 1, 2);  // PCM
  append_number(bytes, 1, 2);  // channels
  append_number(bytes, rate, 4);
  append_number(bytes, 2 * rate, 4);
  append_number(bytes, 2, 2);   // bytes per frame
  append_number(bytes, 16, 2);  // bits per sample
  bytes += "data";
  append_number(bytes, data_bytes, 4);
  return bytes;
}

void append_samples(std::string& bytes, std::span<const float> samples) {
  for (const float sample : samples)
    append_number(bytes, static_cast<uint32_t>(to_16_bits(sample)), 2);
}

WaveExcerpt::WaveExcerpt(const std::filesystem::path& path, int64_t first, int64_t count,
                         int rate_hz)
    : sound_(path), count_(count), rate_hz_(rate_hz) {
  sound_.skip(first);
}

uint64_t WaveExcerpt::size() const { return kWaveHeaderBytes + 2 * static_cast<uint64_t>(count_); }

std::string WaveExcerpt::read() {
  constexpr int64_t kFrames = 1 << 17;
  std::string bytes;
  if (!std::exchange(header_read_, true)) bytes = wave_header(count_, rate_hz_);
  std::vector<float> samples(static_cast<size_t>(std::min(kFrames, count_ - done_)));
  const size_t got = sound_.read(samples);
  std::fill(samples.begin() + static_cast<std::ptrdiff_t>(got), samples.end(), 0.0f);
  append_samples(bytes, samples);
  done_ += static_cast<int64_t>(samples.size());
  return bytes;
}

}  // namespace noctule
