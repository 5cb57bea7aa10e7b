// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace noctule {

/// `count` sample frames from `first` on, fewer where the file ends, all channels averaged, as the
/// bytes of a 16-bit WAV file that states `rate_hz`: a rate below the file's own plays slower and
/// deeper. Throws RecordingError where the file cannot be read.
std::string excerpt_wave(const std::filesystem::path& path, int64_t first, int64_t count,
                         int rate_hz);

}  // namespace noctule
