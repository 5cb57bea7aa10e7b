// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/denoised_recording.h"

#include "audio/sound_file.h"
#include "audio/time_expansion.h"
#include "calls/noise_floor.h"

namespace noctule {
namespace {

BlockSequence blocks_of(const std::shared_ptr<const InputFile>& file, int channel,
                        const StftSizes& sizes, int64_t frames) {
  const auto open = [file, channel]() -> SampleReader {
    const auto sound = std::make_shared<SoundFile>(file, channel);
    return [sound](std::span<float> samples) { return sound->read(samples); };
  };
  return {sizes, open, frames};
}

}  // namespace

DenoisedRecording::DenoisedRecording(const std::shared_ptr<const InputFile>& file,
                                     double time_expansion, const SpectrogramOptions& options)
    : rate_hz_(true_rate_hz(SoundFile(file, options.source.channel).info().header_rate_hz,
                            time_expansion)),
      blocks_(blocks_of(file, options.source.channel, StftSizes::at(rate_hz_, options.stft),
                        SoundFile(file, options.source.channel).info().frames)) {
  denoiser_ = compute_denoiser(blocks_, rate_hz_, options.denoise, [this](BlockSequence& blocks) {
    NoiseFloorMeter meter(blocks.sizes(), rate_hz_);
    blocks.for_each([&](const Block& block) { meter.add(block); });
    return meter.finish();
  });
}

}  // namespace noctule
