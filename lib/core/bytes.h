// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace noctule {

/// Decodes up to eight bytes as a little-endian unsigned integer.
inline uint64_t little_endian64(std::string_view bytes) {
  uint64_t value = 0;
  for (size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

/// The same for up to four bytes.
inline uint32_t little_endian(std::string_view bytes) {
  return static_cast<uint32_t>(little_endian64(bytes));
}

}  // namespace noctule
