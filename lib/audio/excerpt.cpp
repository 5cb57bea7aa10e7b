// SPDX-License-Identifier: GPL-3.0-or-later
#include "audio/excerpt.h"

#include <sndfile.h>
#include <sys/mman.h>
#include <unistd.h>

#include <memory>
#include <vector>

#include "audio/sound_file.h"
#include "core/error.h"

namespace noctule {
namespace {

/// A file that lives in memory.
class MemoryFile {
 public:
  MemoryFile() : fd_(memfd_create("wave", MFD_CLOEXEC)) {
    if (fd_ < 0) throw FatalError("no memory for a sound; close other programs");
  }
  ~MemoryFile() { close(fd_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  int fd() const { return fd_; }
  std::string contents() const {
    std::string bytes(static_cast<size_t>(lseek(fd_, 0, SEEK_END)), '\0');
    if (pread(fd_, bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
      throw FatalError("a sound in memory cannot be read back");
    return bytes;
  }

 private:
  int fd_;
};

}  // namespace

std::string excerpt_wave(const std::filesystem::path& path, int64_t first, int64_t count,
                         int rate_hz) {
  SoundFile sound(path);
  sound.skip(first);
  std::vector<float> samples(static_cast<size_t>(count));
  samples.resize(sound.read(samples));

  const MemoryFile file;
  SF_INFO format{};
  format.samplerate = rate_hz;
  format.channels = 1;
  format.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
  const std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> wave(
      sf_open_fd(file.fd(), SFM_WRITE, &format, SF_FALSE), sf_close);
  if (!wave) throw UsageError("a rate of " + std::to_string(rate_hz) + " Hz cannot be played");
  sf_command(wave.get(), SFC_SET_CLIPPING, nullptr, SF_TRUE);
  sf_write_float(wave.get(), samples.data(), static_cast<sf_count_t>(samples.size()));
  sf_write_sync(wave.get());
  sf_command(wave.get(), SFC_UPDATE_HEADER_NOW, nullptr, 0);
  return file.contents();
}

}  // namespace noctule
