// SPDX-License-Identifier: GPL-3.0-or-later
#include "audio/sound_decoder.h"

#include <sndfile.h>

#include <mutex>
#include <string>
#include <utility>

#include "core/error.h"

namespace noctule {

/// The file as libsndfile sees it, through callbacks.
struct SoundDecoder::Input {
  std::shared_ptr<const InputFile> file;
  sf_count_t at = 0;
  std::exception_ptr error;  ///< from a read; exceptions cannot pass through libsndfile

  static Input& of(void* input) { return *static_cast<Input*>(input); }

  sf_count_t seek(sf_count_t offset, int whence) {
    if (whence == SEEK_CUR) offset += at;
    if (whence == SEEK_END) offset += static_cast<sf_count_t>(file->size());
    if (offset < 0) return -1;
    return at = offset;
  }

  sf_count_t read(void* bytes, sf_count_t count) {
    if (count <= 0) return 0;
    try {
      const size_t got = file->read(static_cast<uint64_t>(at), bytes, static_cast<size_t>(count));
      at += static_cast<sf_count_t>(got);
      return static_cast<sf_count_t>(got);
    } catch (const RecordingError&) {
      error = std::current_exception();
      return 0;
    }
  }

  void throw_if_failed() const {
    if (error) std::rethrow_exception(error);
  }
};

namespace {

bool is_wave(int format) {
  const int container = format & SF_FORMAT_TYPEMASK;
  return container == SF_FORMAT_WAV || container == SF_FORMAT_WAVEX || container == SF_FORMAT_RF64;
}

bool is_flac(int format) { return (format & SF_FORMAT_TYPEMASK) == SF_FORMAT_FLAC; }

bool is_linear_pcm(int format) {
  const int container = format & SF_FORMAT_TYPEMASK, coding = format & SF_FORMAT_SUBMASK;
  const bool raw_samples =
      coding >= SF_FORMAT_PCM_S8 && coding <= SF_FORMAT_DOUBLE;  // all PCM and float types
  return raw_samples && container != SF_FORMAT_FLAC && container != SF_FORMAT_OGG;
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
std::pair<SNDFILE*, std::string> open_sound(SF_VIRTUAL_IO& callbacks, void* input,
                                            SF_INFO& header) {
  static std::mutex last_error_mutex;
  const std::lock_guard lock(last_error_mutex);
  SNDFILE* file = sf_open_virtual(&callbacks, SFM_READ, &header, input);
  return {file, file == nullptr ? open_problem() : ""};
}

}  // namespace

void SoundDecoder::Close::operator()(void* handle) const {
  sf_close(static_cast<SNDFILE*>(handle));
}

SoundDecoder::SoundDecoder(std::shared_ptr<const InputFile> file)
    : input_(std::make_unique<Input>()) {
  input_->file = std::move(file);
  SF_VIRTUAL_IO callbacks{};
  callbacks.get_filelen = [](void* input) {
    return static_cast<sf_count_t>(Input::of(input).file->size());
  };
  callbacks.seek = [](sf_count_t offset, int whence, void* input) {
    return Input::of(input).seek(offset, whence);
  };
  callbacks.read = [](void* bytes, sf_count_t count, void* input) {
    return Input::of(input).read(bytes, count);
  };
  callbacks.write = [](const void*, sf_count_t, void*) { return sf_count_t{0}; };
  callbacks.tell = [](void* input) { return Input::of(input).at; };
  SF_INFO header{};
  const auto [handle, problem] = open_sound(callbacks, input_.get(), header);
  handle_.reset(handle);
  input_->throw_if_failed();
  if (handle == nullptr)
    throw RecordingError(input_->file->path().string() + ": cannot be read as sound (" + problem +
                         "); convert it to WAV or FLAC, or leave it out");
  info_ = {header.samplerate,
           header.channels,
           header.frames,
           is_wave(header.format),
           is_linear_pcm(header.format),
           (header.format & SF_FORMAT_SUBMASK) == SF_FORMAT_PCM_16,
           is_flac(header.format)};
}

SoundDecoder::~SoundDecoder() = default;

int64_t SoundDecoder::read(float* samples, int64_t frames) {
  const auto got = sf_readf_float(static_cast<SNDFILE*>(handle_.get()), samples, frames);
  input_->throw_if_failed();
  return got > 0 ? got : 0;
}

bool SoundDecoder::skip(int64_t frames) {
  return sf_seek(static_cast<SNDFILE*>(handle_.get()), frames, SEEK_CUR) >= 0;
}

}  // namespace noctule
