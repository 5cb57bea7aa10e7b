// SPDX-License-Identifier: GPL-3.0-or-later
#include "audio/audiomoth.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "core/error.h"

namespace noctule {
namespace {

constexpr size_t kBlock = 256;    ///< samples
constexpr size_t kCodeBits = 32;  ///< samples that encode the number of blocks
constexpr size_t kChunk = 16384;  ///< samples read at a time
constexpr float kUnit = 1.0f / 32768;

bool is_unit(float sample) { return std::abs(sample) == kUnit; }

/// `samples` must hold at least one block.
bool is_marker(std::span<const float> samples) {
  const auto code = samples.first(kCodeBits), rest = samples.subspan(kCodeBits, kBlock - kCodeBits);
  return std::all_of(code.begin(), code.end(), is_unit) &&
         std::all_of(rest.begin(), rest.end(), [](float x) { return x == 0.0f; });
}

}  // namespace

bool is_from_audiomoth(const WaveChunks& chunks) {
  const auto mentions = [](std::string_view text) {
    return text.find("AudioMoth") != std::string_view::npos;
  };
  const auto info = [&](const char* id) {
    const auto text = chunks.info.find(id);
    return text != chunks.info.end() && mentions(text->second);
  };
  return info("ICMT") || info("IART") || mentions(chunks.guano);
}

size_t SilenceExpander::read(std::span<float> samples) {
  size_t done = 0;
  while (done < samples.size()) {
    const size_t wanted = samples.size() - done;
    if (silence_left_ > 0) {
      const auto count = static_cast<size_t>(std::min<int64_t>(silence_left_, wanted));
      std::fill_n(samples.begin() + done, count, 0.0f);
      silence_left_ -= static_cast<int64_t>(count);
      done += count;
    } else if (plain_samples_ > 0) {
      const size_t count = std::min(plain_samples_, wanted);
      std::copy_n(buffer_.begin() + begin_, count, samples.begin() + done);
      begin_ += count;
      plain_samples_ -= count;
      done += count;
    } else if (marker_next_) {
      take_marker();
    } else {
      if (buffer_.size() - begin_ < kBlock) refill();
      if (begin_ == buffer_.size()) break;
      find_marker();
    }
  }
  produced_ += static_cast<int64_t>(done);
  return done;
}

void SilenceExpander::refill() {
  if (source_ended_) return;
  buffer_.erase(buffer_.begin(), buffer_.begin() + begin_);
  begin_ = 0;
  const size_t kept = buffer_.size();
  buffer_.resize(kept + kChunk);
  const size_t got = source_(std::span(buffer_).subspan(kept));
  buffer_.resize(kept + got);
  source_ended_ = got < kChunk;
}

void SilenceExpander::find_marker() {
  const std::span<const float> rest = std::span<const float>(buffer_).subspan(begin_);
  for (size_t i = 0; i + kBlock <= rest.size(); ++i) {
    // The cheap test first: the code's last sample and the first zero.
    if (rest[i + kCodeBits] != 0.0f || !is_unit(rest[i + kCodeBits - 1])) continue;
    if (!is_marker(rest.subspan(i, kBlock))) continue;
    plain_samples_ = i;
    marker_next_ = true;
    return;
  }
  // The last kBlock - 1 samples may be the start of a marker, unless the recording ends here.
  plain_samples_ = source_ended_ ? rest.size() : rest.size() - std::min(rest.size(), kBlock - 1);
}

void SilenceExpander::take_marker() {
  int64_t blocks = 0;
  for (size_t bit = 0; bit < kCodeBits; ++bit) blocks |= int64_t{buffer_[begin_ + bit] > 0} << bit;
  begin_ += kBlock;
  marker_next_ = false;
  silence_left_ = blocks * static_cast<int64_t>(kBlock);
  if (produced_ + silence_left_ > max_samples_)
    throw RecordingError(
        "its AudioMoth silence markers expand to more than 24 hours; copy it again from the "
        "recorder");
}

}  // namespace noctule
