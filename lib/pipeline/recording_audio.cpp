// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/recording_audio.h"

#include <algorithm>
#include <cmath>

#include "audio/file_format.h"
#include "core/error.h"

namespace noctule {

AudioFile audio_file(const Recording& recording) {
  const auto state = recording.path ? file_state(*recording.path) : std::nullopt;
  if (!state || *state != recording.file) throw NotFoundError("The audio file is gone");
  return {*recording.path, static_cast<uint64_t>(state->size), media_type(*recording.path)};
}

std::unique_ptr<WaveExcerpt> audio_excerpt(const Recording& recording,
                                           const ExcerptOptions& options) {
  constexpr int64_t kMaxSamples = 1 << 24;  // 32 MB
  if (options.time_expansion < 1 || options.time_expansion > 1000)
    throw UsageError("time_expansion must be from 1 to 1000");
  const auto rate_hz = static_cast<double>(recording.sample_rate_hz);
  const auto samples = static_cast<double>(recording.samples);
  const auto sample_at = [&](int64_t ms) {
    return std::min(static_cast<double>(ms) * rate_hz / 1000, samples);
  };
  const double first = sample_at(options.start_ms);
  const double end = options.end_ms ? sample_at(*options.end_ms) : samples;
  if (first >= end) throw UsageError("start_time must be before end_time and the recording's end");
  if (end - first > kMaxSamples)
    throw UsageError("The excerpt is too long; request less than " +
                     std::to_string(static_cast<int64_t>(kMaxSamples * 1000 / rate_hz)) + " ms");
  const double slowed_hz = rate_hz / static_cast<double>(options.time_expansion);
  return std::make_unique<WaveExcerpt>(*recording.path, static_cast<int64_t>(first),
                                       static_cast<int64_t>(end - first),
                                       static_cast<int>(std::lround(slowed_hz)));
}

}  // namespace noctule
