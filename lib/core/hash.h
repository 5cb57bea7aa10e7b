// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace noctule {

/// BLAKE2b-256: 32 bytes.
std::string hash_bytes(std::string_view bytes);

/// The same of a file's contents. Throws RecordingError where it cannot be read.
std::string hash_file(const std::filesystem::path& path);

/// Lower-case hexadecimal digits.
std::string to_hex(std::string_view bytes);
/// The bytes of hexadecimal digits; what is no digit counts as 0.
std::string from_hex(std::string_view hex);

/// `count` unpredictable bytes.
std::string random_bytes(size_t count);

}  // namespace noctule
