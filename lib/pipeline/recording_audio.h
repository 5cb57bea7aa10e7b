// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "audio/excerpt.h"
#include "store/recordings.h"

namespace noctule {

/// A recording's file.
struct AudioFile {
  std::filesystem::path path;
  uint64_t size = 0;
  const char* media_type = "";  ///< by its first bytes
};

/// Throws NotFoundError if the file is missing or is no longer the one that was ingested.
AudioFile audio_file(const Recording& recording);

/// An excerpt of a recording as a 16-bit WAV file, slowed down by `time_expansion`.
struct ExcerptOptions {
  int64_t start_ms = 0;
  std::optional<int64_t> end_ms;  ///< default: the end of the recording
  int64_t time_expansion = 1;     ///< 1 to 1000
};
/// Throws UsageError if the options are invalid for the recording or the excerpt is too long.
std::unique_ptr<WaveExcerpt> audio_excerpt(const Recording& recording,
                                           const ExcerptOptions& options);

}  // namespace noctule
