// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

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

/// An excerpt of a recording as a 16-bit WAV file: slowed down by `time_expansion`, or as a
/// heterodyne detector hears it.
struct ExcerptOptions {
  int64_t start_ms = 0;
  std::optional<int64_t> end_ms;        ///< default: the end of the recording
  int64_t time_expansion = 1;           ///< 1 to 1000
  std::optional<double> heterodyne_hz;  ///< tone to mix with, below half of the sample rate
};

/// A file made piece by piece.
struct AudioStream {
  uint64_t size = 0;
  std::function<std::string()> read;  ///< the next bytes; empty after the last
};
/// Throws UsageError if the options are invalid for the recording or the excerpt is too long.
AudioStream audio_excerpt(const Recording& recording, const ExcerptOptions& options);

}  // namespace noctule
