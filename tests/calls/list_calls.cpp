// SPDX-License-Identifier: GPL-3.0-or-later
// Prints the calls of a sound file as CSV: list_calls FILE [TIME_EXPANSION [MIN_SNR_DB]]
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>

#include "audio/sound_file.h"
#include "calls/call_detector.h"
#include "dsp/block_sequence.h"

namespace noctule {
namespace {

void print(const DetectedCall& detected) {
  const Call& c = detected.call;
  std::printf("%.4f,%.4f,%.1f,%.1f,%.1f,%.1f,%.4f,%.3f,%.4f,%d,", c.start_ms, c.end_ms, c.low_hz,
              c.high_hz, c.peak_hz, c.char_hz, c.slope_khz_per_ms, c.snr_db,
              static_cast<double>(detected.score), detected.listed ? 1 : 0);
  if (c.interval_ms) std::printf("%.4f", *c.interval_ms);
  std::printf("\n");
}

void list(const char* path, double time_expansion, const CallDetectorOptions& options) {
  options.validate();
  const SoundInfo info = SoundFile(path).info();
  const auto rate_hz = static_cast<int64_t>(info.header_rate_hz * time_expansion + 0.5);
  const StftSizes sizes = StftSizes::at(rate_hz, {});
  const auto open = [&]() -> SampleReader {
    const auto file = std::make_shared<SoundFile>(path);
    return [file](std::span<float> samples) { return file->read(samples); };
  };
  BlockSequence blocks(sizes, open, info.frames);
  const std::clock_t start = std::clock();
  CallDetector detector(sizes, rate_hz, options);
  blocks.for_each([&](const Block& block) { detector.add(block); });
  const std::vector<DetectedCall> calls = detector.finish();
  std::fprintf(stderr, "%.2f ms CPU\n",
               1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
  std::printf(
      "start_ms,end_ms,low_hz,high_hz,peak_hz,char_hz,slope_khz_per_ms,snr_db,score,listed,"
      "interval_ms\n");
  for (const DetectedCall& call : calls) print(call);
}

}  // namespace
}  // namespace noctule

int main(int count, char** arguments) {
  if (count < 2) {
    std::fprintf(stderr, "list_calls FILE [TIME_EXPANSION [MIN_SNR_DB]]\n");
    return 2;
  }
  try {
    noctule::CallDetectorOptions options;
    if (count > 3) options.min_snr_db = std::strtod(arguments[3], nullptr);
    noctule::list(arguments[1], count > 2 ? std::strtod(arguments[2], nullptr) : 1, options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", arguments[1], error.what());
    return 1;
  }
}
