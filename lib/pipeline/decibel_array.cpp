// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/decibel_array.h"

#include <bit>
#include <string>

namespace noctule {
namespace {

static_assert(std::endian::native == std::endian::little,
              "values are written as they are in memory");

/// numpy.lib.format, version 1.0: the header's length is a multiple of 64 bytes.
std::string npy_header(const DecibelArray& array) {
  constexpr size_t kAlignment = 64, kPrefix = 10;
  std::string text = "{'descr': '<f4', 'fortran_order': False, 'shape': (" +
                     std::to_string(array.frames()) + ", " + std::to_string(array.stft.bins) +
                     "), }";
  const size_t used = kPrefix + text.size() + 1;
  text.append((kAlignment - used % kAlignment) % kAlignment, ' ');
  text += '\n';
  const auto size = static_cast<uint16_t>(text.size());
  return std::string("\x93NUMPY\x01\0", 8) + static_cast<char>(size & 0xFF) +
         static_cast<char>(size >> 8) + text;
}

/// A block's denoised decibels, frame by frame.
void transpose(const Block& block, const Denoiser& denoiser, std::vector<float>& bin,
               std::vector<float>& frames) {
  bin.resize(block.frames);
  frames.resize(static_cast<size_t>(block.frames) * block.bins);
  for (int b = 0; b < block.bins; ++b) {
    denoiser.apply(b, block.row(b), bin.data(), bin.size());
    for (int k = 0; k < block.frames; ++k) frames[static_cast<size_t>(k) * block.bins + b] = bin[k];
  }
}

}  // namespace

DecibelArray DecibelArray::of(int64_t sample_rate_hz, int64_t samples,
                              const SpectrogramOptions& options) {
  return {sample_rate_hz, samples, StftSizes::at(sample_rate_hz, options.stft)};
}

int64_t DecibelArray::file_bytes() const {
  return static_cast<int64_t>(npy_header(*this).size()) + frames() * stft.bins * 4;
}

nlohmann::json to_json(const DecibelArray& array) {
  const auto rate = static_cast<double>(array.sample_rate_hz);
  return {
      {"dtype", "<f4"},
      {"shape", {array.frames(), array.stft.bins}},
      {"values", "denoised decibels"},
      {"fft_size", array.stft.fft_size},
      {"hop", array.stft.hop},
      {"sample_rate", array.sample_rate_hz},
      {"axes",
       {{{"name", "time"}, {"unit", "ms"}, {"start", 0}, {"step", 1000 * array.stft.hop / rate}},
        {{"name", "frequency"},
         {"unit", "Hz"},
         {"start", 0},
         {"step", rate / array.stft.fft_size}}}}};
}

DecibelArray write_npy(DenoisedRecording& recording,
                       const std::function<void(std::string_view)>& write) {
  const DecibelArray array{recording.sample_rate_hz(), recording.samples(), recording.sizes()};
  write(npy_header(array));
  std::vector<float> bin, frames;
  recording.for_each([&](const Block& block) {
    transpose(block, recording.denoiser(), bin, frames);
    write({reinterpret_cast<const char*>(frames.data()), frames.size() * sizeof(float)});
  });
  return array;
}

}  // namespace noctule
