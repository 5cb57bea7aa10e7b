// SPDX-License-Identifier: GPL-3.0-or-later
#include "audio/sound_file.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string>
#include <utility>

#include "audio/file_format.h"
#include "audio/time_expansion.h"
#include "audio/wave_chunks.h"
#include "core/error.h"
#include "core/stop.h"

namespace noctule {
namespace {

constexpr int64_t kMaxExpandedSeconds = 24 * 3600;
constexpr int64_t kMaxPlausibleFrames = int64_t{1} << 40;
constexpr size_t kReadFrames = 16384;

/// Some programs write NaN, infinities or 1e38; clamping keeps later powers finite.
void make_finite(std::span<float> samples) {
  constexpr float kLimit = 1e6f;
  for (float& x : samples) x = std::isnan(x) ? 0.0f : std::clamp(x, -kLimit, kLimit);
}

[[noreturn]] void refuse(const InputFile& file, const std::string& what) {
  throw RecordingError(file.path().string() + ": " + what);
}

/// Whether a file that can be searched ends exactly after as many frames as its header states.
bool ends_as_stated(const std::shared_ptr<const InputFile>& file, int64_t stated_frames) {
  SoundFile sound(file);
  sound.skip(stated_frames - 1);
  std::array<float, 2> last;
  return sound.read(last) == 1;
}

std::shared_ptr<const InputFile> with_waveform(std::shared_ptr<const InputFile> file) {
  if (const auto reason = format_without_waveform(*file)) refuse(*file, *reason);
  return file;
}

}  // namespace

SoundFile::SoundFile(std::shared_ptr<const InputFile> file, int channel)
    : file_(with_waveform(std::move(file))), decoder_(file_), channel_(channel) {
  const SoundDecoder::Info& header = decoder_.info();
  if (header.rate_hz <= 0 || header.rate_hz > kMaxRateHz)
    refuse(*file_, "its header states a sample rate of " + std::to_string(header.rate_hz) +
                       " Hz; repair the header");
  if (channel > header.channels)
    refuse(*file_, "has " + std::to_string(header.channels) + " channel(s), so no channel " +
                       std::to_string(channel) + "; choose another with --channel");
  info_.header_rate_hz = header.rate_hz;
  info_.channels = header.channels;
  info_.linear_pcm = header.linear_pcm;
  info_.flac = header.flac;
  info_.frames = header.frames > 0 && header.frames < kMaxPlausibleFrames ? header.frames : 0;
  info_.stated_frames = info_.frames;
  if (header.wave) read_wave_header();
}

void SoundFile::read_wave_header() {
  const WaveChunks chunks = read_wave_chunks(*file_);
  if (chunks.data_bytes_present > 0 && chunks.data_bytes_stated > chunks.data_bytes_present)
    info_.missing_bytes = chunks.data_bytes_stated - chunks.data_bytes_present;
  if (info_.missing_bytes > 0)
    info_.stated_frames = std::llround(static_cast<double>(info_.frames) *
                                       static_cast<double>(chunks.data_bytes_stated) /
                                       static_cast<double>(chunks.data_bytes_present));
  if (!decoder_.info().pcm16 || info_.channels != 1 || !is_from_audiomoth(chunks)) return;
  info_.stated_frames = 0;   // The header does not count the omitted silence.
  info_.linear_pcm = false;  // The length is known only after all markers.
  expander_.emplace([this](std::span<float> samples) { return decode(samples); },
                    kMaxExpandedSeconds * info_.header_rate_hz);
}

size_t SoundFile::read(std::span<float> samples) {
  if (!expander_) return decode(samples);
  return with_path_in_errors(file_->path(), [&] { return expander_->read(samples); });
}

size_t SoundFile::decode(std::span<float> samples) {
  if (info_.channels == 1) {
    const auto count =
        static_cast<size_t>(decoder_.read(samples.data(), static_cast<int64_t>(samples.size())));
    make_finite(samples.first(count));
    return count;
  }
  const auto channels = static_cast<size_t>(info_.channels);
  interleaved_.resize(kReadFrames * channels);
  size_t done = 0;
  while (done < samples.size()) {
    const size_t wanted = std::min(kReadFrames, samples.size() - done);
    const int64_t got = decoder_.read(interleaved_.data(), static_cast<int64_t>(wanted));
    if (got == 0) break;
    make_finite({interleaved_.data(), static_cast<size_t>(got) * channels});
    for (int64_t i = 0; i < got; ++i) {
      const float* frame = interleaved_.data() + static_cast<size_t>(i) * channels;
      if (channel_ > 0) {
        samples[done++] = frame[channel_ - 1];
        continue;
      }
      double sum = 0;
      for (size_t c = 0; c < channels; ++c) sum += static_cast<double>(frame[c]);
      samples[done++] = static_cast<float>(sum / static_cast<double>(channels));
    }
  }
  return done;
}

void SoundFile::skip(int64_t frames) {
  if (frames <= 0) return;
  if (!expander_ && decoder_.skip(frames)) return;
  // Seeking past the end, or a format that cannot seek: read and discard.
  std::vector<float> chunk(kReadFrames);
  while (frames > 0) {
    const auto wanted = static_cast<size_t>(std::min<int64_t>(frames, kReadFrames));
    const size_t got = read(std::span(chunk).first(wanted));
    if (got == 0) return;
    frames -= static_cast<int64_t>(got);
  }
}

std::optional<std::string> truncation_warning(const SoundInfo& info, int64_t frames,
                                              int64_t sample_rate_hz) {
  if (info.missing_bytes > 0 && info.stated_frames == 0)
    return "cut short: " + std::to_string(info.missing_bytes) +
           " bytes of the sample data stated in its header are missing; copy it again from the "
           "recorder";
  // Codecs round to whole blocks.
  const double slack = info.linear_pcm ? 0 : 0.1 * static_cast<double>(info.header_rate_hz);
  if (static_cast<double>(frames) + slack >= static_cast<double>(info.stated_frames))
    return std::nullopt;
  const auto seconds = [&](int64_t count) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2f s",
                  static_cast<double>(count) / static_cast<double>(sample_rate_hz));
    return std::string(text);
  };
  return "cut short: its header states " + seconds(info.stated_frames) + ", the file holds " +
         seconds(frames) + "; copy it again from the recorder";
}

int64_t count_samples(const std::shared_ptr<const InputFile>& file) {
  SoundFile sound(file);
  const int64_t stated = sound.info().frames;
  if (sound.info().linear_pcm && stated > 0) return stated;
  if (sound.info().flac && stated > 0 && ends_as_stated(file, stated)) return stated;
  std::vector<float> chunk(kReadFrames);
  int64_t total = 0;
  while (const size_t got = sound.read(chunk)) {
    throw_if_stopped();
    total += static_cast<int64_t>(got);
  }
  if (total == 0) refuse(*file, "holds no samples; copy it again from the recorder");
  return total;
}

}  // namespace noctule
