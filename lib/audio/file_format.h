// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/input_file.h"

namespace noctule {

/// Whether a file found in a folder is treated as a recording: by its extension (case-insensitive)
/// or, failing that, its first bytes. Does not open the file if the extension decides.
bool looks_like_sound(const std::filesystem::path& path);

/// Why noctule cannot draw a file written by bat detectors (Anabat zero-crossing, Wildlife
/// Acoustics' WAC, …), and the remedy; nullopt for other files. Decided by the first bytes.
std::optional<std::string> format_without_waveform(const std::filesystem::path& path);
std::optional<std::string> format_without_waveform(const InputFile& file);

/// "audio/wav" and so on, by the first bytes; "application/octet-stream" for formats without a
/// registered name.
const char* media_type(const std::filesystem::path& path);

}  // namespace noctule
