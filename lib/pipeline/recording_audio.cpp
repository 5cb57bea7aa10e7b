// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/recording_audio.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include "audio/excerpt.h"
#include "audio/file_format.h"
#include "core/error.h"
#include "dsp/heterodyne.h"

namespace noctule {
namespace {

/// An excerpt as a heterodyne detector hears it.
class HeterodyneExcerpt {
 public:
  HeterodyneExcerpt(const Recording& recording, int64_t first, int64_t count, double tone_hz)
      : sound_(*recording.path),
        left_(count),
        heterodyne_(recording.sample_rate_hz, tone_hz),
        samples_(heterodyne_.output_samples(count)) {
    sound_.skip(first);
  }

  uint64_t size() const { return kWaveHeaderBytes + 2 * static_cast<uint64_t>(samples_); }

  std::string read() {
    constexpr int64_t kFrames = 1 << 17;
    std::string bytes;
    if (!std::exchange(header_read_, true)) bytes = wave_header(samples_, Heterodyne::kRateHz);
    std::vector<float> heard;
    while (heard.empty() && left_ > 0) {
      std::vector<float> samples(static_cast<size_t>(std::min(kFrames, left_)));
      const size_t got = sound_.read(samples);
      std::fill(samples.begin() + static_cast<std::ptrdiff_t>(got), samples.end(), 0.0f);
      left_ -= std::ssize(samples);
      heterodyne_.add(samples, heard);
      if (left_ == 0) heterodyne_.finish(heard);
    }
    append_samples(bytes, heard);
    return bytes;
  }

 private:
  SoundFile sound_;
  int64_t left_;
  Heterodyne heterodyne_;
  int64_t samples_;
  bool header_read_ = false;
};

template <class Excerpt>
AudioStream stream_of(std::shared_ptr<Excerpt> excerpt) {
  return {excerpt->size(), [excerpt] { return excerpt->read(); }};
}

void check(const ExcerptOptions& options, double rate_hz) {
  if (options.time_expansion < 1 || options.time_expansion > 1000)
    throw UsageError("time_expansion must be from 1 to 1000");
  if (!options.heterodyne_hz) return;
  if (options.time_expansion != 1)
    throw UsageError("give either heterodyne or time_expansion, not both");
  if (!(*options.heterodyne_hz > 0 && *options.heterodyne_hz <= rate_hz / 2))
    throw UsageError("heterodyne must be above 0 and at most half of the sample rate, " +
                     std::to_string(static_cast<int64_t>(rate_hz / 2)) + " Hz");
}

}  // namespace

AudioFile audio_file(const Recording& recording) {
  const auto state = recording.path ? file_state(*recording.path) : std::nullopt;
  if (!state || *state != recording.file) throw NotFoundError("The audio file is gone");
  return {*recording.path, static_cast<uint64_t>(state->size), media_type(*recording.path)};
}

AudioStream audio_excerpt(const Recording& recording, const ExcerptOptions& options) {
  constexpr int64_t kMaxSamples = 1 << 24;  // 32 MB
  const auto rate_hz = static_cast<double>(recording.sample_rate_hz);
  check(options, rate_hz);
  const auto samples = static_cast<double>(recording.samples);
  const auto sample_at = [&](int64_t ms) {
    return std::min(static_cast<double>(ms) * rate_hz / 1000, samples);
  };
  const double start = sample_at(options.start_ms);
  const double end = options.end_ms ? sample_at(*options.end_ms) : samples;
  if (start >= end) throw UsageError("start_time must be before end_time and the recording's end");
  if (end - start > kMaxSamples)
    throw UsageError("The excerpt is too long; request less than " +
                     std::to_string(static_cast<int64_t>(kMaxSamples * 1000 / rate_hz)) + " ms");
  const auto first = static_cast<int64_t>(start), count = static_cast<int64_t>(end - start);
  if (options.heterodyne_hz)
    return stream_of(
        std::make_shared<HeterodyneExcerpt>(recording, first, count, *options.heterodyne_hz));
  const double slowed_hz = rate_hz / static_cast<double>(options.time_expansion);
  return stream_of(std::make_shared<WaveExcerpt>(*recording.path, first, count,
                                                 static_cast<int>(std::lround(slowed_hz))));
}

}  // namespace noctule
