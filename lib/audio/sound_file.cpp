// SPDX-License-Identifier: GPL-3.0-or-later
#include "audio/sound_file.h"

#include <sndfile.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <string>
#include <system_error>
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

bool is_wave(int format) {
  const int container = format & SF_FORMAT_TYPEMASK;
  return container == SF_FORMAT_WAV || container == SF_FORMAT_WAVEX || container == SF_FORMAT_RF64;
}

bool is_linear_pcm(int format) {
  const int container = format & SF_FORMAT_TYPEMASK, coding = format & SF_FORMAT_SUBMASK;
  const bool raw_samples =
      coding >= SF_FORMAT_PCM_S8 && coding <= SF_FORMAT_DOUBLE;  // all PCM and float types
  return raw_samples && container != SF_FORMAT_FLAC && container != SF_FORMAT_OGG;
}

/// Some programs write NaN, infinities or 1e38; clamping keeps later powers finite.
void make_finite(std::span<float> samples) {
  constexpr float kLimit = 1e6f;
  for (float& x : samples) x = std::isnan(x) ? 0.0f : std::clamp(x, -kLimit, kLimit);
}

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& what) {
  throw RecordingError(path.string() + ": " + what);
}

/// libsndfile's reason for rejecting a readable file, unless that reason is generic or misleading.
std::string open_problem() {
  std::string problem = sf_strerror(nullptr);
  while (problem.ends_with('.')) problem.pop_back();
  const bool misleading = problem == "No Error" || problem.starts_with("System error") ||
                          problem.starts_with("File does not exist") || problem.empty();
  return misleading ? "unknown format, or damaged" : problem;
}

/// The open file, or why it cannot be opened. Locked: libsndfile keeps that reason in a global.
std::pair<SNDFILE*, std::string> open_sound(const std::filesystem::path& path, SF_INFO& header) {
  static std::mutex last_error_mutex;
  const std::lock_guard lock(last_error_mutex);
  SNDFILE* file = sf_open(path.c_str(), SFM_READ, &header);
  return {file, file == nullptr ? open_problem() : ""};
}

void check_readable(const std::filesystem::path& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found)
    refuse(path, std::filesystem::is_symlink(path, error)
                     ? "a dangling symbolic link; repair the link"
                     : "no such file; check the path");
  if (error) refuse(path, "cannot be read: " + error.message());
  if (std::filesystem::is_directory(status))
    refuse(path, "is a folder; render all its recordings with: noctule bulk");
  if (!std::filesystem::is_regular_file(status))
    refuse(path, "is a pipe, socket or device; name a sound file");
  if (access(path.c_str(), R_OK) != 0)
    refuse(path, std::string("cannot be read: ") + std::strerror(errno) +
                     "; check the permissions of the file");
  if (std::filesystem::file_size(path, error) == 0 && !error)
    refuse(path, "the file is empty; copy it again from the recorder");
  if (const auto foreign = format_without_waveform(path)) refuse(path, *foreign);
}

}  // namespace

void SoundFile::Close::operator()(void* handle) const { sf_close(static_cast<SNDFILE*>(handle)); }

SoundFile::SoundFile(const std::filesystem::path& path, int channel)
    : channel_(channel), path_(path) {
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
  info_.frames = header.frames > 0 && header.frames < kMaxPlausibleFrames ? header.frames : 0;
  info_.stated_frames = info_.frames;
  if (is_wave(header.format)) read_wave_header(header.format);
}

void SoundFile::read_wave_header(int format) {
  const WaveChunks chunks = read_wave_chunks(path_);
  if (chunks.data_bytes_present > 0 && chunks.data_bytes_stated > chunks.data_bytes_present)
    info_.missing_bytes = chunks.data_bytes_stated - chunks.data_bytes_present;
  if (info_.missing_bytes > 0)
    info_.stated_frames = std::llround(static_cast<double>(info_.frames) *
                                       static_cast<double>(chunks.data_bytes_stated) /
                                       static_cast<double>(chunks.data_bytes_present));
  const bool pcm16 = (format & SF_FORMAT_SUBMASK) == SF_FORMAT_PCM_16;
  if (!pcm16 || info_.channels != 1 || !is_from_audiomoth(chunks)) return;
  info_.stated_frames = 0;   // The header does not count the omitted silence.
  info_.linear_pcm = false;  // The length is known only after all markers.
  expander_.emplace([this](std::span<float> samples) { return decode(samples); },
                    kMaxExpandedSeconds * info_.header_rate_hz);
}

size_t SoundFile::read(std::span<float> samples) {
  if (!expander_) return decode(samples);
  return with_path_in_errors(path_, [&] { return expander_->read(samples); });
}

size_t SoundFile::decode(std::span<float> samples) {
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
  if (!expander_ && sf_seek(static_cast<SNDFILE*>(handle_.get()), frames, SEEK_CUR) >= 0) return;
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
