// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/decibel_array.h"

#include <algorithm>
#include <bit>
#include <cmath>
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
  return {sample_rate_hz, samples, StftSizes::at(sample_rate_hz, options.stft), 0, std::nullopt};
}

void DecibelArray::crop(double start_ms, double end_ms) {
  const double frames_per_ms = static_cast<double>(sample_rate_hz) / 1000 / stft.hop;
  const auto frame_at = [&](double ms) {
    return std::clamp<int64_t>(static_cast<int64_t>(std::ceil(ms * frames_per_ms - 1e-6)), 0,
                               1 + samples / stft.hop);
  };
  first_frame = std::min(frame_at(start_ms), samples / stft.hop);
  stop_frame = std::max(first_frame + 1, frame_at(end_ms));
}

int64_t DecibelArray::file_bytes() const {
  return static_cast<int64_t>(npy_header(*this).size()) + frames() * stft.bins * 4;
}

nlohmann::json to_json(const DecibelArray& array) {
  const auto rate = static_cast<double>(array.sample_rate_hz);
  return {{"dtype", "<f4"},
          {"shape", {array.frames(), array.stft.bins}},
          {"values", "denoised decibels"},
          {"fft_size", array.stft.fft_size},
          {"hop", array.stft.hop},
          {"sample_rate", array.sample_rate_hz},
          {"axes",
           {{{"name", "time"},
             {"unit", "ms"},
             {"start", 1000 * static_cast<double>(array.first_frame * array.stft.hop) / rate},
             {"step", 1000 * array.stft.hop / rate}},
            {{"name", "frequency"},
             {"unit", "Hz"},
             {"start", 0},
             {"step", rate / array.stft.fft_size}}}}};
}

DecibelArray array_of(const DenoisedRecording& recording) {
  return {recording.sample_rate_hz(), recording.samples(), recording.sizes(), 0, std::nullopt};
}

void write_npy(DenoisedRecording& recording, const DecibelArray& array,
               const std::function<void(std::string_view)>& write) {
  write(npy_header(array));
  std::vector<float> bin, frames;
  recording.for_each([&](const Block& block) {
    const int64_t first = std::max(block.first_frame, array.first_frame),
                  stop = std::min(block.first_frame + block.frames,
                                  array.first_frame + array.frames());
    if (first >= stop) return;
    transpose(block, recording.denoiser(), bin, frames);
    const auto row = static_cast<size_t>(block.bins);
    write({reinterpret_cast<const char*>(frames.data() +
                                         static_cast<size_t>(first - block.first_frame) * row),
           static_cast<size_t>(stop - first) * row * sizeof(float)});
  });
}

}  // namespace noctule
