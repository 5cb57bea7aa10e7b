// SPDX-License-Identifier: GPL-3.0-or-later
#include "audio/audiomoth.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "core/error.h"

namespace noctule {
namespace {

constexpr size_t kBlock = 256;    ///< samples
constexpr size_t kCodeBits = 32;  ///< samples that code the number of blocks
constexpr size_t kChunk = 16384;  ///< samples read at a time
constexpr float kUnit = 1.0f / 32768;

bool is_unit(float sample) { return std::abs(sample) == kUnit; }

/// `samples` holds at least a block.
bool is_marker(std::span<const float> samples) {
  const auto code = samples.first(kCodeBits), rest = samples.subspan(kCodeBits, kBlock - kCodeBits);
  return std::all_of(code.begin(), code.end(), is_unit) &&
         std::all_of(rest.begin(), rest.end(), [](float x) { return x == 0.0f; });
}

}  // namespace

bool names_audiomoth(const WaveChunks& chunks) {
  const auto names = [](std::string_view text) {
    return text.find("AudioMoth") != std::string_view::npos;
  };
  return names(chunks.info_comment) || names(chunks.info_artist) || names(chunks.guano);
}

size_t SilenceExpander::read(std::span<float> samples) {
  size_t done = 0;
  while (done < samples.size()) {
    const size_t wanted = samples.size() - done;
    if (silence_ > 0) {
      const auto count = static_cast<size_t>(std::min<int64_t>(silence_, wanted));
      std::fill_n(samples.begin() + done, count, 0.0f);
      silence_ -= static_cast<int64_t>(count);
      done += count;
    } else if (plain_ > 0) {
      const size_t count = std::min(plain_, wanted);
      std::copy_n(buffer_.begin() + begin_, count, samples.begin() + done);
      begin_ += count;
      plain_ -= count;
      done += count;
    } else if (marker_next_) {
      take_marker();
    } else {
      if (buffer_.size() - begin_ < kBlock) refill();
      if (begin_ == buffer_.size()) break;
      find_marker();
    }
  }
  given_ += static_cast<int64_t>(done);
  return done;
}

void SilenceExpander::refill() {
  if (ended_) return;
  buffer_.erase(buffer_.begin(), buffer_.begin() + begin_);
  begin_ = 0;
  const size_t kept = buffer_.size();
  buffer_.resize(kept + kChunk);
  const size_t got = source_(std::span(buffer_).subspan(kept));
  buffer_.resize(kept + got);
  ended_ = got < kChunk;
}

void SilenceExpander::find_marker() {
  const std::span<const float> rest = std::span<const float>(buffer_).subspan(begin_);
  for (size_t i = 0; i + kBlock <= rest.size(); ++i) {
    // The cheap test first: the code's last sample and the first zero.
    if (rest[i + kCodeBits] != 0.0f || !is_unit(rest[i + kCodeBits - 1])) continue;
    if (!is_marker(rest.subspan(i, kBlock))) continue;
    plain_ = i;
    marker_next_ = true;
    return;
  }
  // What is shorter than a block may be the start of a marker, unless the recording ends with it.
  plain_ = ended_ ? rest.size() : rest.size() - std::min(rest.size(), kBlock - 1);
}

void SilenceExpander::take_marker() {
  int64_t blocks = 0;
  for (size_t bit = 0; bit < kCodeBits; ++bit) blocks |= int64_t{buffer_[begin_ + bit] > 0} << bit;
  begin_ += kBlock;
  marker_next_ = false;
  silence_ = blocks * static_cast<int64_t>(kBlock);
  if (given_ + silence_ > max_samples_)
    throw RecordingError(
        "its AudioMoth markers of silence expand to more than 24 hours; copy it again from the "
        "recorder");
}

}  // namespace noctule
