// SPDX-License-Identifier: GPL-3.0-or-later
#include "audio/sound_file.h"

#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <string>
#include <system_error>
#include <utility>

#include "core/error.h"
#include "core/stop.h"

namespace noctule {
namespace {

constexpr int kMaxRateHz = 10'000'000;  ///< No microphone is near it; a header may say anything.
constexpr int64_t kMaxBelievableFrames = int64_t{1} << 40;
constexpr size_t kReadFrames = 16384;

bool is_linear_pcm(int format) {
  const int container = format & SF_FORMAT_TYPEMASK, coding = format & SF_FORMAT_SUBMASK;
  const bool raw_samples =
      coding >= SF_FORMAT_PCM_S8 && coding <= SF_FORMAT_DOUBLE;  // PCM and float, in this order
  return raw_samples && container != SF_FORMAT_FLAC && container != SF_FORMAT_OGG;
}

/// Files of other programs hold NaN, infinities and 1e38: keep every later power finite.
void make_finite(std::span<float> samples) {
  constexpr float kLimit = 1e6f;
  for (float& x : samples) x = std::isnan(x) ? 0.0f : std::clamp(x, -kLimit, kLimit);
}

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& what) {
  throw RecordingError(path.string() + ": " + what);
}

/// The open file, or why it cannot be opened: one global, which every opening resets.
std::pair<SNDFILE*, std::string> open_sound(const std::filesystem::path& path, SF_INFO& header) {
  static std::mutex opening;
  const std::lock_guard lock(opening);
  SNDFILE* file = sf_open(path.c_str(), SFM_READ, &header);
  std::string problem = file == nullptr ? sf_strerror(nullptr) : "";
  while (problem.ends_with('.')) problem.pop_back();
  return {file, problem};
}

void check_readable(const std::filesystem::path& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) refuse(path, "no such file; check the path");
  if (!std::filesystem::is_regular_file(status)) refuse(path, "not a file; name a sound file");
  if (std::filesystem::file_size(path, error) == 0 && !error)
    refuse(path, "the file is empty; copy it again from the recorder");
}

}  // namespace

void SoundFile::Close::operator()(void* handle) const { sf_close(static_cast<SNDFILE*>(handle)); }

SoundFile::SoundFile(const std::filesystem::path& path, int channel) : channel_(channel) {
  check_readable(path);
  SF_INFO header{};
  const auto [file, problem] = open_sound(path, header);
  if (file == nullptr)
    refuse(path,
           "cannot be read as sound (" + problem + "); convert it to WAV or FLAC, or leave it out");
  handle_.reset(file);
  if (header.samplerate <= 0 || header.samplerate > kMaxRateHz)
    refuse(path, "its header states a sample rate of " + std::to_string(header.samplerate) +
                     " Hz; repair the header");
  if (channel > header.channels)
    refuse(path, "has " + std::to_string(header.channels) + " channel(s), so no channel " +
                     std::to_string(channel) + "; choose another with --channel");
  info_.header_rate_hz = header.samplerate;
  info_.channels = header.channels;
  info_.linear_pcm = is_linear_pcm(header.format);
  info_.frames = header.frames > 0 && header.frames < kMaxBelievableFrames ? header.frames : 0;
}

size_t SoundFile::read(std::span<float> samples) {
  auto* file = static_cast<SNDFILE*>(handle_.get());
  if (info_.channels == 1) {
    const auto got = sf_readf_float(file, samples.data(), static_cast<sf_count_t>(samples.size()));
    const auto count = static_cast<size_t>(std::max<sf_count_t>(got, 0));
    make_finite(samples.first(count));
    return count;
  }
  const auto channels = static_cast<size_t>(info_.channels);
  interleaved_.resize(kReadFrames * channels);
  size_t done = 0;
  while (done < samples.size()) {
    const size_t wanted = std::min(kReadFrames, samples.size() - done);
    const auto got = sf_readf_float(file, interleaved_.data(), static_cast<sf_count_t>(wanted));
    if (got <= 0) break;
    make_finite({interleaved_.data(), static_cast<size_t>(got) * channels});
    for (sf_count_t i = 0; i < got; ++i) {
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
  if (sf_seek(static_cast<SNDFILE*>(handle_.get()), frames, SEEK_CUR) >= 0) return;
  // Beyond the end, or a format that cannot seek.
  std::vector<float> chunk(kReadFrames);
  while (frames > 0) {
    const auto wanted = static_cast<size_t>(std::min<int64_t>(frames, kReadFrames));
    const size_t got = read(std::span(chunk).first(wanted));
    if (got == 0) return;
    frames -= static_cast<int64_t>(got);
  }
}

int64_t count_frames(const std::filesystem::path& path) {
  SoundFile file(path);
  if (file.info().linear_pcm && file.info().frames > 0) return file.info().frames;
  std::vector<float> chunk(kReadFrames);
  int64_t total = 0;
  while (const size_t got = file.read(chunk)) {
    throw_if_stopped();
    total += static_cast<int64_t>(got);
  }
  if (total == 0) refuse(path, "holds no samples; copy it again from the recorder");
  return total;
}

}  // namespace noctule
