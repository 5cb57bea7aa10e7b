// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/input_file.h"

namespace noctule {

/// BLAKE2b-256: 32 bytes.
std::string hash_bytes(std::string_view bytes);

/// BLAKE2b-256 of a file's contents. Throws RecordingError if the disk fails.
std::string hash_file(const InputFile& file);

/// Lower-case hexadecimal digits.
std::string to_hex(std::string_view bytes);
/// Decodes hexadecimal digits, which must be valid.
std::string from_hex(std::string_view hex);

/// Base64 with padding (RFC 4648, section 4).
std::string to_base64(std::string_view bytes);

/// `count` cryptographically secure random bytes.
std::string random_bytes(size_t count);

}  // namespace noctule
