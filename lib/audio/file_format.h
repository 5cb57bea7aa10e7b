// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace noctule {

/// Whether a file is taken for a recording when it is met in a folder: by the extension of a sound
/// format, in any case, or else by the first bytes of one. Reads nothing in the first case.
bool looks_like_sound(const std::filesystem::path& path);

/// Why no spectrogram can be drawn of a file that bat detectors write but that is no sound file
/// to noctule (Anabat zero-crossing, Wildlife Acoustics' WAC, …), and what helps; nothing for
/// other files. Judged by the first bytes.
std::optional<std::string> format_without_waveform(const std::filesystem::path& path);

/// "audio/wav" and so on, by the first bytes; "application/octet-stream" for formats without a
/// registered name.
const char* media_type(const std::filesystem::path& path);

}  // namespace noctule
