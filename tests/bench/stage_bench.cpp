// SPDX-License-Identifier: GPL-3.0-or-later
// The stages of a render that have tricks, and whole renders, for scripts/bench/tricks.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "audio/sound_file.h"
#include "dsp/decibel.h"
#include "dsp/denoise.h"
#include "dsp/fft.h"
#include "image/jpeg.h"
#include "pipeline/spectrogram.h"

namespace {

using namespace noctule;

const char* recording() {
  const char* path = std::getenv("NOCTULE_BENCH_RECORDING");
  return path != nullptr ? path : "assets/example.wav";
}

struct Sound {
  int64_t rate_hz = 0;
  std::vector<float> samples;

  Sound() {
    SoundFile file(recording());
    rate_hz = file.info().header_rate_hz;
    samples.resize(static_cast<size_t>(file.info().frames));
    samples.resize(file.read(samples));
  }
  BlockSequence blocks() const {
    const auto open = [this] {
      return [this, at = size_t{0}](std::span<float> out) mutable {
        const size_t count = std::min(out.size(), samples.size() - at);
        std::copy_n(samples.data() + at, count, out.data());
        at += count;
        return count;
      };
    };
    return {StftSizes::at(rate_hz, {}), open, static_cast<int64_t>(samples.size())};
  }
};

const Sound& sound() {
  static const Sound read;
  return read;
}

/// The pages of a recording's decibels: allocated, written and freed.
void Pages(benchmark::State& state) {
  for (auto _ : state) {
    std::vector<Buffer<char>> blocks(10);
    for (Buffer<char>& block : blocks) {
      block.resize(2 << 20);
      for (size_t i = 0; i < block.size(); i += 4096) block[i] = 1;
      benchmark::DoNotOptimize(block.data());
    }
  }
}

void Transform(benchmark::State& state) {
  const int size = StftSizes::at(sound().rate_hz, {}).fft_size;
  PairedFft fft(size);
  std::vector<float> a(size), b(size);
  for (auto _ : state) {
    std::copy_n(sound().samples.data(), size, fft.input_a());
    std::copy_n(sound().samples.data() + size, size, fft.input_b());
    fft.transform_to_power(a.data(), b.data());
    benchmark::DoNotOptimize(a.data());
  }
}

void Logarithm(benchmark::State& state) {
  std::vector<float> powers(4096), values;
  for (size_t i = 0; i < powers.size(); ++i)
    powers[i] = sound().samples[i] * sound().samples[i] * 100;
  for (auto _ : state) {
    values = powers;
    power_to_decibels(values.data(), values.size());
    benchmark::DoNotOptimize(values.data());
  }
}

void Decibels(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(sound().blocks());
}

void Medians(benchmark::State& state) {
  BlockSequence blocks = sound().blocks();
  for (auto _ : state) benchmark::DoNotOptimize(compute_denoiser(blocks, sound().rate_hz, {}));
}

void Encode(benchmark::State& state) {
  const Rendering made = render_spectrogram(std::make_shared<InputFile>(recording()), 1, {},
                                            {true, false, false, ImageFormat::kPgm, nullptr});
  const std::string pgm = made.full->read(0);
  Levels levels;
  levels.resize(made.full->widths.at(0), made.geometry.height);
  const char* const first = pgm.data() + pgm.size() - size_t(levels.width) * levels.height;
  for (auto _ : state) {
    for (int row = 0; row < levels.height; ++row)
      std::copy_n(first + size_t(row) * levels.width, levels.width, levels.at(row));
    benchmark::DoNotOptimize(encode_jpeg(std::move(levels), Colormap::kMagma, 80));
  }
}

void render(benchmark::State& state, bool all) {
  for (auto _ : state)
    benchmark::DoNotOptimize(render_spectrogram(std::make_shared<InputFile>(recording()), 1, {},
                                                {true, all, all, ImageFormat::kJpeg, nullptr}));
}

/// As `noctule render`: the full variant, in a process that has rendered nothing yet.
void FirstRender(benchmark::State& state) { render(state, false); }
void Render(benchmark::State& state) { render(state, false); }
/// As `noctule bulk`: both variants and the calls.
void RenderAll(benchmark::State& state) { render(state, true); }

// The first one that runs.
BENCHMARK(FirstRender)->Iterations(1)->Unit(benchmark::kMicrosecond);
BENCHMARK(Pages)->Unit(benchmark::kMicrosecond);
BENCHMARK(Transform)->Unit(benchmark::kMicrosecond);
BENCHMARK(Logarithm)->Unit(benchmark::kMicrosecond);
BENCHMARK(Decibels)->Unit(benchmark::kMicrosecond);
BENCHMARK(Medians)->Unit(benchmark::kMicrosecond);
BENCHMARK(Encode)->Unit(benchmark::kMicrosecond);
BENCHMARK(Render)->Unit(benchmark::kMicrosecond);
BENCHMARK(RenderAll)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
