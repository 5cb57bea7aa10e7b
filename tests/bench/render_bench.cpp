// SPDX-License-Identifier: GPL-3.0-or-later
// What a render costs beside its floor: decoding the file to float, FFTW's measured real transform
// over all frames, and encoding the same final levels, each by its library alone.
#include <benchmark/benchmark.h>
#include <fftw3.h>
#include <sndfile.h>
#include <turbojpeg.h>

#include <cstdlib>
#include <vector>

#include "dsp/block_sequence.h"
#include "image/jpeg.h"
#include "pipeline/spectrogram.h"

namespace {

using namespace noctule;

const char* recording() {
  const char* path = std::getenv("NOCTULE_BENCH_RECORDING");
  return path != nullptr ? path : "assets/example.wav";
}

std::shared_ptr<const InputFile> open_recording() {
  return std::make_shared<InputFile>(recording());
}

std::vector<float> decode() {
  SF_INFO info{};
  SNDFILE* file = sf_open(recording(), SFM_READ, &info);
  std::vector<float> samples(static_cast<size_t>(info.frames));
  sf_readf_float(file, samples.data(), info.frames);
  sf_close(file);
  return samples;
}

/// Transforms every frame, unweighted and unpadded, with the best plan FFTW finds.
class Transform {
 public:
  explicit Transform(int size)
      : size_(size), in_(fftwf_alloc_real(size)), out_(fftwf_alloc_complex(size / 2 + 1)) {
    plan_ = fftwf_plan_dft_r2c_1d(size, in_, out_, FFTW_MEASURE);
  }
  void run(const std::vector<float>& samples) {
    const int hop = size_ / 4;
    for (size_t at = 0; at + size_ <= samples.size(); at += hop) {
      std::copy_n(samples.data() + at, size_, in_);
      fftwf_execute(plan_);
      benchmark::DoNotOptimize(out_[1][0]);
    }
  }

 private:
  int size_;
  float* in_;
  fftwf_complex* out_;
  fftwf_plan plan_;
};

/// The levels of the default picture, and their colours.
struct Picture {
  int width = 0, height = 0;
  std::vector<unsigned char> rgb;

  Picture() {
    const Rendering rendering = render_spectrogram(
        open_recording(), 1, {}, {true, false, false, ImageFormat::kPgm, nullptr});
    const std::string pgm = rendering.full->read(0);
    width = rendering.full->widths.at(0);
    height = rendering.geometry.height;
    const size_t count = static_cast<size_t>(width) * height;
    const ColorTable& colors = colors_of(Colormap::kMagma);
    for (const char level : pgm.substr(pgm.size() - count))
      for (const int shift : {16, 8, 0})
        rgb.push_back(
            static_cast<unsigned char>(colors[static_cast<unsigned char>(level)] >> shift));
  }

  void encode() const {
    tjhandle handle = tjInitCompress();
    unsigned char* jpeg = nullptr;
    unsigned long size = 0;
    tjCompress2(handle, rgb.data(), width, 0, height, TJPF_RGB, &jpeg, &size, TJSAMP_420, 80, 0);
    benchmark::DoNotOptimize(jpeg);
    tjFree(jpeg);
    tjDestroy(handle);
  }
};

const Picture& picture() {
  static const Picture made;
  return made;
}

Transform& transform() {
  SF_INFO info{};
  sf_close(sf_open(recording(), SFM_READ, &info));
  static Transform made(StftSizes::at(info.samplerate, {}).fft_size);
  return made;
}

void FloorDecode(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(decode());
}

void FloorTransform(benchmark::State& state) {
  const auto samples = decode();
  transform();
  for (auto _ : state) transform().run(samples);
}

void FloorEncode(benchmark::State& state) {
  picture();
  for (auto _ : state) picture().encode();
}

void Floor(benchmark::State& state) {
  transform(), picture();
  for (auto _ : state) {
    transform().run(decode());
    picture().encode();
  }
}

void Render(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(render_spectrogram(open_recording(), 1, {},
                                                {true, false, false, ImageFormat::kJpeg, nullptr}));
}

/// The stages of a render, one upon another.
void StageDecibels(benchmark::State& state) {
  const auto samples = decode();
  SF_INFO info{};
  sf_close(sf_open(recording(), SFM_READ, &info));
  const StftSizes sizes = StftSizes::at(info.samplerate, {});
  for (auto _ : state) {
    BlockSequence blocks(
        sizes,
        [&] {
          return [&, at = size_t{0}](std::span<float> out) mutable {
            const size_t count = std::min(out.size(), samples.size() - at);
            std::copy_n(samples.data() + at, count, out.data());
            at += count;
            return count;
          };
        },
        info.frames);
    if (state.range(0) != 0)
      benchmark::DoNotOptimize(compute_denoiser(blocks, info.samplerate, {}));
  }
}

BENCHMARK(FloorDecode)->Unit(benchmark::kMillisecond);
BENCHMARK(FloorTransform)->Unit(benchmark::kMillisecond);
BENCHMARK(FloorEncode)->Unit(benchmark::kMillisecond);
BENCHMARK(StageDecibels)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);
BENCHMARK(Floor)->Unit(benchmark::kMillisecond);
BENCHMARK(Render)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
